using InternVideo2.Layers;
using static TorchSharp.torch;

namespace InternVideo2.Language;

/// <summary>
/// The next token of a language model in one native call, where the tensor provider has it: one token at a time, starting operators would cost as much
/// as their work.
/// </summary>
internal sealed class FusedSteps : IDisposable
{
    // From here on matrix products share the reading of weights as well.
    private const long LargestBatch = 8;

#if OWN_TORCH
    private readonly InternVideo2.Torch.FusedDecoder decoder;
    private readonly Tensor frequencies;

    private FusedSteps(InternVideo2.Torch.FusedDecoder decoder, Tensor frequencies) => (this.decoder, this.frequencies) = (decoder, frequencies);

    /// <summary>Null where only plain operators can do it.</summary>
    /// <param name="model">Borrowed, in evaluation mode; its adapters must stay merged or unmerged as they are.</param>
    public static FusedSteps? For(LanguageModel model)
    {
        var o = model.Options;
        var frequencies = RotaryPositions.Frequencies(o.ChannelsPerHead, o.RotaryBase, model.Device).DetachFromDisposeScope();
        var sizes = new InternVideo2.Torch.FusedDecoderSizes(o.Width, o.Heads, o.KeyHeadCount, o.ChannelsPerHead, o.HiddenWidth, o.Window ?? 0, o.NormEpsilon);
        var layers = model.Layers.Select(layer => new InternVideo2.Torch.FusedDecoderLayer(layer.Norms[0], layer.Norms[1], [.. layer.Matrices.Select(Of)]));
        var (head, adapter) = model.Head;
        if (InternVideo2.Torch.FusedDecoder.Create(sizes, [.. layers], model.LastNorm, Of(head, adapter), frequencies) is { } decoder)
        {
            return new FusedSteps(decoder, frequencies);
        }
        frequencies.Dispose();
        return null;
    }

    /// <summary>Reads one new token of each text.</summary>
    /// <param name="embeddings">B × 1 × C; overwritten.</param>
    /// <param name="cache">Gets the new keys and values.</param>
    /// <param name="pads">B: columns of padding at the beginning of each text.</param>
    /// <returns>B × V logits, owned by the caller; null where only plain operators can do it, the cache then being as it was.</returns>
    public Tensor? Logits(Tensor embeddings, KeyValueCache cache, long[] pads)
    {
        if (embeddings.shape[0] > LargestBatch) return null;
        var length = cache.Length;
        var rooms = cache.Reserve(1);
        var logits = decoder.Step(embeddings.squeeze(1), rooms, length, [.. pads.Select(pad => length - pad)], pads);
        if (logits is null) cache.Cut(length);
        return logits;
    }

    public void Dispose() => frequencies.Dispose();

    private static InternVideo2.Torch.FusedMatrix Of(LowRankLinear matrix) => Of(matrix.Weight, matrix.Merged ? null : matrix.Adapter);

    private static InternVideo2.Torch.FusedMatrix Of(Tensor weight, LowRankAdapter? adapter) =>
        adapter is null ? new(weight) : new(weight, adapter.Down, adapter.Up, adapter.Scale);
#else
    private FusedSteps()
    {
    }

    public static FusedSteps? For(LanguageModel model) => null;

    public Tensor? Logits(Tensor embeddings, KeyValueCache cache, long[] pads) => null;

    public void Dispose()
    {
    }
#endif
}
