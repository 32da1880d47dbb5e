using System.Text.Json;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Golden;

/// <summary>
/// One golden file in safetensors form: weights (w.), inputs (in.), expected outputs (out.) and gradients (grad.), and the configuration they
/// belong to. Tensors that another golden file holds already may be stored there alone: see <see cref="GoldenTensors"/>.
/// </summary>
internal sealed class GoldenFile : IDisposable
{
    private readonly GoldenTensors file;
    private readonly JsonDocument config;
    private readonly string name;

    public GoldenFile(string name)
    {
        this.name = name;
        file = new GoldenTensors(name);
        config = JsonDocument.Parse(file.Metadata.GetValueOrDefault("config", "{}"));
    }

    public JsonElement Config => config.RootElement;

    /// <summary>Another entry of the file's metadata than the configuration, read as JSON.</summary>
    public JsonElement Metadata(string key)
    {
        using var document = JsonDocument.Parse(file.Metadata[key]);
        return document.RootElement.Clone();
    }

    public bool Has(string key) => file.Keys.Contains(key);

    /// <summary>The keys that begin with <paramref name="prefix"/>, without it.</summary>
    public IEnumerable<string> Keys(string prefix) =>
        file.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal)).Select(key => key[prefix.Length..]);

    /// <summary>A copy, owned by the caller.</summary>
    public Tensor Read(string key) => file.Read(key);

    /// <summary>The tensors whose keys begin with <paramref name="prefix"/>, under the rest of their keys. Owned by the caller.</summary>
    public Dictionary<string, Tensor> ReadAll(string prefix) => Keys(prefix).ToDictionary(key => key, key => file.Read(prefix + key));

    /// <summary>Compares with the expected tensor under <paramref name="key"/>; see <see cref="Close.Check"/>.</summary>
    public void Check(string key, Tensor actual, double relative, double absolute = 0)
    {
        using var expected = file.Read(key);
        Close.Check($"{name}: {key}", actual, expected, relative, absolute);
    }

    /// <summary>The configuration's number under <paramref name="key"/>, or <paramref name="fallback"/> where it says nothing.</summary>
    public int Int(string key, int? fallback = null) =>
        Config.TryGetProperty(key, out var value) ? value.GetInt32() : fallback ?? throw new KeyNotFoundException($"{name}: config has no '{key}'.");

    /// <inheritdoc cref="Int"/>
    public double Number(string key, double? fallback = null) =>
        Config.TryGetProperty(key, out var value) ? value.GetDouble() : fallback ?? throw new KeyNotFoundException($"{name}: config has no '{key}'.");

    public bool Flag(string key, bool fallback = false) => Config.TryGetProperty(key, out var value) ? value.GetBoolean() : fallback;

    public string Text(string key, string fallback) => Config.TryGetProperty(key, out var value) ? value.GetString()! : fallback;

    public void Dispose()
    {
        config.Dispose();
        file.Dispose();
    }
}
