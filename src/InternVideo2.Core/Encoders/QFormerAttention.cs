using InternVideo2.Layers;
using InternVideo2.Text;
using static TorchSharp.torch;

namespace InternVideo2.Encoders;

/// <summary>How much each query of a Q-Former looks at each token of a medium, the mean over the heads. Owns its tensor.</summary>
/// <param name="Weights">B × Q × N, a row sums to 1.</param>
public sealed record QFormerAttention(Tensor Weights) : IDisposable
{
    /// <summary>Looks at media in evaluation mode, without gradients; the model's own mode is put back.</summary>
    /// <param name="model">The Q-Former.</param>
    /// <param name="media_BNC">B × N × media width: what it gets from the vision encoder, norm-ed.</param>
    /// <param name="text">B texts that it reads besides, on the parameters' device; null: none.</param>
    /// <param name="layer">Which of the layers that attend to the medium, from 0; null: the mean of all.</param>
    /// <returns>Owned by the caller.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such layer.</exception>
    public static QFormerAttention Of(QFormer model, Tensor media_BNC, TokenBatch? text = null, int? layer = null)
    {
        var count = (model.Options.Depth + model.Options.CrossEvery - 1) / model.Options.CrossEvery;
        if (layer is < 0 || layer >= count)
            throw new ArgumentOutOfRangeException(nameof(layer), layer, $"{count} layers of this Q-Former attend to the medium; allowed: 0 … {count - 1}.");
        using var asking = new EvaluationMode(model);
        using var scope = NewDisposeScope();
        using var trace = model.Trace(media_BNC, text);
        var chosen = layer is { } one ? trace.Attention[one] : stack(trace.Attention).mean([0L]);
        return new QFormerAttention(scope.MoveToOuter(chosen.mean([1L])));
    }

    /// <summary>What the queries look at in one medium.</summary>
    /// <param name="medium">Its row, from 0.</param>
    /// <returns>Q × N, owned by the caller.</returns>
    public Tensor OfMedium(int medium) => Weights[medium].clone();

    /// <summary>How each query's attention is shared among the frames; a class token before them gets what is missing to 1.</summary>
    /// <param name="frames">T: the tokens, or all but the first, are of so many frames.</param>
    /// <returns>B × Q × T, owned by the caller.</returns>
    /// <exception cref="ArgumentException">The tokens cannot be divided by the frames.</exception>
    public Tensor PerFrame(int frames)
    {
        var (batch, queries, tokens) = (Weights.shape[0], Weights.shape[1], Weights.shape[2]);
        var first = frames < 1 ? -1 : tokens % frames;
        if (first is not (0 or 1) || tokens < frames)
            throw new ArgumentException($"{tokens} tokens are not those of {frames} frames, with or without a class token.", nameof(frames));
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(Weights.narrow(2, first, tokens - first).reshape(batch, queries, frames, -1).sum(-1));
    }

    public void Dispose() => Weights.Dispose();
}
