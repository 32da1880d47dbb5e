namespace InternVideo2.Data;

/// <summary>The real clips that notebooks and examples use: <c>data/clips.jsonl</c> of the repository, fetched into <c>data/cache</c> by <c>./iv2 setup</c>.</summary>
public static class SampleClips
{
    /// <summary>Finds the list in the current folder or one above it, and checks that the media files are there.</summary>
    /// <exception cref="ManifestException">There is no list, or a file has not been fetched; the message says what to do.</exception>
    public static ClipManifest Find() => Find(Directory.GetCurrentDirectory());

    /// <inheritdoc cref="Find()"/>
    /// <param name="folder">Where to begin to look.</param>
    public static ClipManifest Find(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            var list = Path.Combine(at.FullName, "data", "clips.jsonl");
            if (!File.Exists(list)) continue;
            var manifest = ClipManifest.Read(list, Path.Combine(at.FullName, "data", "cache"));
            return manifest.Clips.FirstOrDefault(clip => !File.Exists(clip.Path)) is { } missing
                ? throw new ManifestException($"The sample clip '{missing.Id}' has not been fetched: there is no '{missing.Path}'. Run ./iv2 setup.")
                : manifest;
        }
        throw new ManifestException($"There is no data/clips.jsonl in '{folder}' or above it. Work in a clone of the repository, or read a list of your own with {nameof(ClipManifest)}.{nameof(ClipManifest.Read)}.");
    }
}
