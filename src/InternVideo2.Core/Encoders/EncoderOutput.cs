using static TorchSharp.torch;

namespace InternVideo2.Encoders;

/// <summary>What an encoder is to do beside its last tokens.</summary>
public sealed record EncoderRequest
{
    /// <summary>The tokens it sees; null: all.</summary>
    public VisibleTokens? Visible { get; init; }

    /// <summary>Blocks whose outputs are returned, ascending.</summary>
    public IReadOnlyList<int> Layers { get; init; } = [];

    /// <summary>How many blocks at the end are left out (stage 2, 2.3). 0 … depth − 1; <see cref="Layers"/> lie below them.</summary>
    public int Skip { get; init; }

    /// <summary>Whether to pool.</summary>
    public bool Pool { get; init; } = true;

    /// <summary>Whether to return where the pooling looked. Needs <see cref="Pool"/>.</summary>
    public bool Attention { get; init; }

    /// <summary>Generator of the drop-path draws: needed in training mode when the rate is above 0.</summary>
    public Generator? Drops { get; init; }
}

/// <summary>What an encoder made of a batch. Owns its tensors.</summary>
/// <param name="Tokens">B × n × C after the last block, class token first; the raw residual stream, no norm.</param>
/// <param name="Layers">B × n × C after each block asked for, ascending.</param>
/// <param name="Pooled">B × pooled width, if asked for.</param>
/// <param name="Attention">B × n pooling weights, mean over heads, if asked for.</param>
public sealed record EncoderOutput(Tensor Tokens, IReadOnlyList<Tensor> Layers, Tensor? Pooled, Tensor? Attention) : IDisposable
{
    public void Dispose()
    {
        Tokens.Dispose();
        foreach (var layer in Layers) layer.Dispose();
        Pooled?.Dispose();
        Attention?.Dispose();
    }
}
