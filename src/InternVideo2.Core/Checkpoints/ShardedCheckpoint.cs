using System.Text.Json;
using static TorchSharp.torch;

namespace InternVideo2.Checkpoints;

/// <summary>A checkpoint in several files, joined by an index that says which tensor is in which file (the layout of model.safetensors.index.json).</summary>
public sealed class ShardedCheckpoint : ICheckpoint
{
    private const long IndexLimit = 64 << 20;

    private readonly Dictionary<string, ICheckpoint> shards = [];
    private readonly OrderedDictionary<string, ICheckpoint> places = [];
    private readonly OrderedDictionary<string, CheckpointEntry> entries = [];

    private ShardedCheckpoint(string path) => Path = path;

    /// <inheritdoc/>
    public string Path { get; }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, CheckpointEntry> Entries => entries;

    /// <summary>Names of the files, in the order in which the index speaks of them.</summary>
    public IReadOnlyCollection<string> Shards => shards.Keys;

    /// <summary>Opens an index and all files it names.</summary>
    /// <param name="path">The index. The shards lie beside it.</param>
    /// <param name="options">How pickled shards are read.</param>
    /// <exception cref="FileNotFoundException">There is no such index.</exception>
    /// <exception cref="CheckpointException">The index is malformed, a shard is missing, damaged or outside the folder, lacks a tensor or has one too many.</exception>
    public static ShardedCheckpoint Open(string path, CheckpointOptions? options = null)
    {
        var whole = new ShardedCheckpoint(path);
        try
        {
            foreach (var (key, shard) in ReadIndex(path)) whole.Add(key, shard, options);
            whole.CheckNothingElse();
            return whole;
        }
        catch
        {
            whole.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public Tensor Read(string name) => Place(name).Read(name);

    /// <inheritdoc/>
    public Tensor Map(string name) => Place(name).Map(name);

    public void Dispose()
    {
        foreach (var shard in shards.Values) shard.Dispose();
    }

    private ICheckpoint Place(string name) => places.TryGetValue(name, out var shard)
        ? shard
        : throw new CheckpointException(Path, "the checkpoint has no such tensor", name, actual: $"{entries.Count} other tensors");

    private void Add(string key, string name, CheckpointOptions? options)
    {
        if (!shards.TryGetValue(name, out var shard))
        {
            shard = Checkpoint.OpenFile(Locate(name), options);
            shards.Add(name, shard);
        }
        if (!shard.Entries.TryGetValue(key, out var entry))
            throw new CheckpointException(Path, $"the shard '{name}' lacks a tensor that the index places there", key, advice: Refetch);
        if (!places.TryAdd(key, shard)) throw new CheckpointException(Path, "the index places a tensor twice", key, advice: Refetch);
        entries.Add(key, entry);
    }

    /// <summary>Every tensor of every shard is the one the index means: none in two shards, none that it does not know.</summary>
    private void CheckNothingElse()
    {
        foreach (var (name, shard) in shards)
        {
            foreach (var key in shard.Entries.Keys)
            {
                if (!places.TryGetValue(key, out var place))
                    throw new CheckpointException(Path, $"the shard '{name}' has a tensor that the index does not know", key, advice: Refetch);
                if (ReferenceEquals(place, shard)) continue;
                var other = shards.First(known => ReferenceEquals(known.Value, place)).Key;
                throw new CheckpointException(Path, $"two shards have this tensor: '{name}' and '{other}'", key, advice: Refetch);
            }
        }
    }

    private string Locate(string name)
    {
        if (name is "" or "." or ".." || name.AsSpan().ContainsAny('/', '\\', '\0') || System.IO.Path.IsPathRooted(name))
            throw new CheckpointException(Path, "the index names a shard outside its own folder", expected: "a file name alone", actual: $"'{name}'");
        var path = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!, name);
        return File.Exists(path) ? path : throw new CheckpointException(Path, $"the shard '{name}' is missing", advice: "Download it into the folder of the index.");
    }

    private static List<(string Key, string Shard)> ReadIndex(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        if (stream.Length > IndexLimit)
            throw new CheckpointException(path, "the index is too long", expected: $"at most {IndexLimit} bytes", actual: $"{stream.Length}");
        if (FileDisguise.Of(FileDisguise.Glimpse(path)) is { } disguise) throw new CheckpointException(path, disguise.Problem, advice: disguise.Advice);
        try
        {
            using var json = JsonDocument.Parse(stream, new JsonDocumentOptions { MaxDepth = 16 });
            var root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("weight_map", out var map) || map.ValueKind != JsonValueKind.Object)
                throw new CheckpointException(path, "the index has no 'weight_map'", expected: "an object of file names by tensor name");
            List<(string, string)> places = [.. map.EnumerateObject().Select(place => (place.Name, ShardOf(path, place)))];
            return places.Count > 0 ? places : throw new CheckpointException(path, "the index places no tensors");
        }
        catch (JsonException e)
        {
            throw new CheckpointException(path, $"the index is not valid JSON ({e.Message})", advice: Refetch, inner: e);
        }
        catch (InvalidOperationException e)
        {
            // Escapes that name half a surrogate pair: well-formed JSON, but not a string.
            throw new CheckpointException(path, $"the index holds a string that is not valid Unicode ({e.Message})", advice: Refetch, inner: e);
        }
    }

    private static string ShardOf(string path, JsonProperty place) => place.Value.ValueKind == JsonValueKind.String
        ? place.Value.GetString()!
        : throw new CheckpointException(path, "the index gives no file name", place.Name, actual: place.Value.ValueKind.ToString());

    private const string Refetch = "Index and shards belong to different downloads, or one is damaged: fetch them again.";
}
