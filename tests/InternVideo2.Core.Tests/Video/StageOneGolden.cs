namespace InternVideo2.Tests.Video;

/// <summary>The golden files of stage 1 that this folder's tests read.</summary>
internal static class StageOneGolden
{
    public static string PathOf(string name)
    {
        if (Environment.GetEnvironmentVariable("IV2_GOLDEN_DIR") is { Length: > 0 } root)
        {
            return Path.Combine(root, "stage1", name);
        }

        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, "tests", "golden", "stage1", name);
            if (File.Exists(candidate))
            {
                return candidate;
            }
        }

        throw new FileNotFoundException($"No golden file {name} above {AppContext.BaseDirectory}.");
    }
}
