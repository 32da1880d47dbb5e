namespace InternVideo2.Checkpoints;

/// <summary>Opens checkpoints of every format: what a file is, its content says and not its name.</summary>
public static class Checkpoint
{
    private static readonly string[] Indexes = ["model.safetensors.index.json", "pytorch_model.bin.index.json"];

    private static readonly string[] Patterns = ["*.safetensors", "*.pth", "*.pt", "*.bin"];

    /// <summary>
    /// Opens a safetensors file, a PyTorch file (.pth, .pt, .bin), the index of a sharded checkpoint (…index.json), or a folder with one of these.
    /// Nothing is executed and no tensor elements are read.
    /// </summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="options">How pickled files are read; null: as the official ones are made.</param>
    /// <returns>Owned by the caller.</returns>
    /// <exception cref="FileNotFoundException">There is nothing at <paramref name="path"/>.</exception>
    /// <exception cref="CheckpointException">It is no checkpoint, or a damaged or malicious one; the message says what and where.</exception>
    public static ICheckpoint Open(string path, CheckpointOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var file = Directory.Exists(path) ? InFolder(path) : path;
        return file.EndsWith(".index.json", StringComparison.Ordinal) ? ShardedCheckpoint.Open(file, options) : OpenFile(file, options);
    }

    /// <summary>Opens a single file.</summary>
    internal static ICheckpoint OpenFile(string path, CheckpointOptions? options)
    {
        var first = FileDisguise.Glimpse(path);
        if (FileDisguise.Of(first) is { } disguise) throw new CheckpointException(path, disguise.Problem, advice: disguise.Advice);
        return IsPickled(first) ? PickledCheckpoint.Open(path, options) : SafetensorsFile.Open(path);
    }

    private static bool IsPickled(ReadOnlySpan<byte> first) =>
        first.StartsWith("PK"u8) || (first.Length > 2 && first[0] == 0x80 && first[1] is >= 2 and <= 5 && first[2] != 0);

    private static string InFolder(string folder)
    {
        if (Indexes.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists) is { } index) return index;
        foreach (var pattern in Patterns)
        {
            var files = Directory.GetFiles(folder, pattern).Order(StringComparer.Ordinal).ToList();
            if (files is [var only]) return only;
            if (files.Count > 1)
            {
                throw new CheckpointException(folder, $"the folder holds several files {pattern} and no index that joins them",
                    actual: string.Join(", ", files.Take(5).Select(Path.GetFileName)), advice: "Name the one you mean.");
            }
        }
        throw new CheckpointException(folder, "the folder holds no checkpoint", expected: $"{string.Join(", ", Patterns)} or {Indexes[0]}");
    }
}
