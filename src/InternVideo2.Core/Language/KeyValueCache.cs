using InternVideo2.Layers;
using static TorchSharp.torch;

namespace InternVideo2.Language;

/// <summary>
/// Keys and values of all layers for the tokens a <see cref="LanguageModel"/> has read, so that each next token costs only itself (stage 3, 5.2).
/// Belongs to one model and one batch. Owns its tensors, which no DisposeScope releases.
/// </summary>
public sealed class KeyValueCache : IDisposable
{
    private readonly LayerCache[] layers;

    /// <param name="options">Of the model it is for.</param>
    /// <param name="capacity">Tokens to have room for at first, 1 or more; it grows when they are exceeded.</param>
    public KeyValueCache(LanguageModelOptions options, long capacity = 256) =>
        layers = [.. Enumerable.Range(0, options.Depth).Select(_ => new LayerCache(capacity))];

    /// <summary>Tokens kept, padding included.</summary>
    public long Length => layers[^1].Length;

    /// <summary>Tokens there is room for.</summary>
    public long Capacity => layers[^1].Capacity;

    /// <summary>Texts it holds; null: it is empty yet.</summary>
    public long? Batch => layers[^1].Batch;

    /// <summary>Number of layers.</summary>
    public int Depth => layers.Length;

    /// <summary>Row i becomes what row <paramref name="rows"/>[i] was; the number of rows may change. For beams.</summary>
    /// <param name="rows">Int64, on the model's device.</param>
    public void Pick(Tensor rows)
    {
        foreach (var layer in layers) layer.Pick(rows);
    }

    /// <summary>Forgets all but the first tokens, for another continuation of the same beginning.</summary>
    /// <param name="length">Tokens to keep, 0 … <see cref="Length"/>.</param>
    public void Cut(long length)
    {
        foreach (var layer in layers) layer.Cut(length);
    }

    public void Dispose()
    {
        foreach (var layer in layers) layer.Dispose();
    }

    /// <inheritdoc cref="LayerCache.Reserve"/>
    internal IReadOnlyList<(Tensor Keys, Tensor Values)> Reserve(long count, Tensor like) =>
        [.. layers.Select(layer => layer.Reserve(count, like))];

    internal LayerCache Of(int layer) => layers[layer];
}
