namespace InternVideo2.Data.MovingStamps;

/// <summary>Finds the animals of Debian's package tuxpaint-stamps-default: 55 have all that a clip needs, every fifth of them is held out.</summary>
public static class StampLibrary
{
    private const int OneIn = 5;
    private const int Place = 2;

    /// <summary>The animals, in ordinal order of their names.</summary>
    /// <param name="folder">The folder "stamps" of the unpacked package, or one above it.</param>
    /// <exception cref="ManifestException">There are no such files.</exception>
    public static IReadOnlyList<Stamp> Read(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new ManifestException($"There is no folder '{folder}' with stamps. ./iv2 make-data stamps fetches them.");
        }

        var found = Directory.EnumerateFiles(folder, "*.png", SearchOption.AllDirectories)
            .Where(picture => picture.Replace('\\', '/').Contains("/animals/", StringComparison.Ordinal))
            .Select(picture => Path.ChangeExtension(picture, null))
            .Where(stem => File.Exists(stem + ".txt") && File.Exists(stem + ".ogg") && File.Exists(stem + "_desc.ogg"))
            .OrderBy(stem => Path.GetFileName(stem), StringComparer.Ordinal)
            .Select((stem, i) => new Stamp(Path.GetFileName(stem), Caption(stem + ".txt"), stem + ".png", stem + ".ogg", stem + "_desc.ogg", i % OneIn == Place))
            .ToList();
        return found.Count >= OneIn
            ? found
            : throw new ManifestException($"'{folder}' has {found.Count} animals with picture, caption, sound and spoken name (NAME.png, .txt, .ogg, _desc.ogg); at least {OneIn} are needed. ./iv2 make-data stamps fetches them.");
    }

    // The first line is English: "A frog."
    private static string Caption(string path)
    {
        var line = File.ReadLines(path).FirstOrDefault()?.Trim().TrimEnd('.') ?? "";
        return line.Length > 1
            ? char.ToLowerInvariant(line[0]) + line[1..]
            : throw new ManifestException($"The first line of '{path}' is empty; expected a caption such as \"A frog.\"");
    }
}
