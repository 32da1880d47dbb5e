namespace InternVideo2.Tests;

/// <summary>The folder of this repository, found above the folder that the tests run in.</summary>
internal static class RepositoryFolder
{
    public static string Path { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "InternVideo2.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"There is no InternVideo2.sln above '{AppContext.BaseDirectory}'.");
    }
}
