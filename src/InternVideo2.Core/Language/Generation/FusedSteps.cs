using InternVideo2.Layers;
using static TorchSharp.torch;

namespace InternVideo2.Language;

/// <summary>
/// A language model's prompts a layer at a time and its next tokens in one native call each, where the tensor provider has it: one token at a time,
/// starting operators would cost as much as their work, and between the matrix products of a prompt their passes over memory cost a third.
/// </summary>
internal sealed class FusedSteps : IDisposable
{
    /// <summary>Texts whose tokens are made in one call at most: with more, matrix products share the reading of weights as well.</summary>
    public const long LargestBatch = 8;

#if OWN_TORCH
    private readonly InternVideo2.Torch.FusedDecoder decoder;
    private readonly LanguageModel model;
    private readonly Tensor frequencies;

    private FusedSteps(InternVideo2.Torch.FusedDecoder decoder, LanguageModel model, Tensor frequencies) =>
        (this.decoder, this.model, this.frequencies) = (decoder, model, frequencies);

    /// <summary>Null where only plain operators can do it.</summary>
    /// <param name="model">Borrowed, in evaluation mode; its adapters must stay merged or unmerged as they are.</param>
    /// <param name="int8">Whether next tokens are made with <see cref="LanguageModel.Rounded"/>.</param>
    public static FusedSteps? For(LanguageModel model, bool int8 = false)
    {
        var o = model.Options;
        var frequencies = RotaryPositions.Frequencies(o.ChannelsPerHead, o.RotaryBase, model.Device).DetachFromDisposeScope();
        var sizes = new InternVideo2.Torch.FusedDecoderSizes(o.Width, o.Heads, o.KeyHeadCount, o.ChannelsPerHead, o.HiddenWidth, o.Window ?? 0, o.NormEpsilon);
        // Where a native decoder cannot be made of the matrices, it would be in vain to round them.
        var decoder = Decoder(model, sizes, frequencies, []);
        if (decoder is not null && int8) decoder = Decoder(model, sizes, frequencies, model.Rounded().All);
        if (decoder is not null)
        {
            return new FusedSteps(decoder, model, frequencies);
        }
        frequencies.Dispose();
        return null;
    }

    /// <summary>Reads the tokens of prompts, or several more of each text.</summary>
    /// <param name="embeddings">B × L × C; not kept.</param>
    /// <param name="cache">Gets the new keys and values.</param>
    /// <param name="pads">B: columns of padding at the beginning of each text.</param>
    /// <param name="cancellation">Ends the work before the next layer.</param>
    /// <returns>B × V logits after the last tokens, owned by the caller; null where only plain operators can do it, the cache then being as it was.</returns>
    /// <exception cref="OperationCanceledException">Cancelled; the cache is as it was.</exception>
    public Tensor? Read(Tensor embeddings, KeyValueCache cache, long[] pads, CancellationToken cancellation = default)
    {
        var length = cache.Length;
        var rooms = Reserve(cache, embeddings);
        Tensor? logits = null;
        try
        {
            using var dense = embeddings.contiguous();
            using var x = dense.clone();
            return logits = decoder.Read(x, rooms, length, pads, cancellation);
        }
        finally
        {
            if (logits is null) cache.Cut(length);
        }
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
        var rooms = Reserve(cache, embeddings);
        var logits = decoder.Step(embeddings.squeeze(1), rooms, length, [.. pads.Select(pad => length - pad)], pads);
        if (logits is null) cache.Cut(length);
        return logits;
    }

    public void Dispose() => frequencies.Dispose();

    private IReadOnlyList<(Tensor Keys, Tensor Values)> Reserve(KeyValueCache cache, Tensor embeddings)
    {
        var o = model.Options;
        using var like = embeddings.new_empty(embeddings.shape[0], o.KeyHeadCount, 1, o.ChannelsPerHead);
        return cache.Reserve(embeddings.shape[1], like);
    }

    private static InternVideo2.Torch.FusedDecoder? Decoder(
        LanguageModel model, InternVideo2.Torch.FusedDecoderSizes sizes, Tensor frequencies, IReadOnlyList<(Tensor Values, Tensor Scales)> rounded)
    {
        var (next, layers) = (0, new List<InternVideo2.Torch.FusedDecoderLayer>());
        foreach (var layer in model.Layers)
        {
            var matrices = layer.Matrices.Select(matrix => Of(matrix.Weight, matrix.Merged ? null : matrix.Adapter));
            layers.Add(new(layer.Norms[0], layer.Norms[1], [.. matrices]));
        }
        var (head, adapter) = model.Head;
        return InternVideo2.Torch.FusedDecoder.Create(sizes, layers, model.LastNorm, Of(head, adapter), frequencies);

        InternVideo2.Torch.FusedMatrix Of(Tensor weight, LowRankAdapter? adapter)
        {
            var matrix = adapter is null ? new InternVideo2.Torch.FusedMatrix(weight) : new(weight, adapter.Down, adapter.Up, adapter.Scale);
            return next < rounded.Count ? matrix with { Rounded = rounded[next].Values, RowScales = rounded[next++].Scales } : matrix;
        }
    }
#else
    private FusedSteps()
    {
    }

    public static FusedSteps? For(LanguageModel model, bool int8 = false) => null;

    public Tensor? Read(Tensor embeddings, KeyValueCache cache, long[] pads, CancellationToken cancellation = default) => null;

    public Tensor? Logits(Tensor embeddings, KeyValueCache cache, long[] pads) => null;

    public void Dispose()
    {
    }
#endif
}
