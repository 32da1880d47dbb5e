using System.Text.Json;
using InternVideo2.Checkpoints;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Golden;

/// <summary>
/// The tensors of one golden file, wherever they are stored. The metadata entry <c>elsewhere</c> says which of them this file leaves to
/// others because they are the same to the bit: {"stage3/other.safetensors": {"w.key here": "w.key there", …}, …}.
/// </summary>
internal sealed class GoldenTensors : IDisposable
{
    private readonly SafetensorsFile own;
    private readonly Dictionary<string, SafetensorsFile> others = [];
    private readonly OrderedDictionary<string, (SafetensorsFile File, string Key)> tensors;

    /// <param name="name">The file as a path below the golden folder.</param>
    public GoldenTensors(string name)
    {
        own = SafetensorsFile.Open(GoldenFolder.FullPath(name));
        tensors = new(own.Entries.Keys.Select(key => KeyValuePair.Create(key, (own, key))));
        if (!own.Metadata.TryGetValue("elsewhere", out var json)) return;
        foreach (var (file, keys) in JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, string>>>(json)!)
        {
            var other = file == name ? own : others[file] = SafetensorsFile.Open(GoldenFolder.FullPath(file));
            foreach (var (here, there) in keys) tensors.Add(here, (other, there));
        }
    }

    public IReadOnlyDictionary<string, string> Metadata => own.Metadata;

    public ICollection<string> Keys => tensors.Keys;

    /// <summary>A copy, owned by the caller.</summary>
    public Tensor Read(string key) => tensors.TryGetValue(key, out var place) ? place.File.Read(place.Key) : own.Read(key);

    public void Dispose()
    {
        own.Dispose();
        foreach (var other in others.Values) other.Dispose();
    }
}
