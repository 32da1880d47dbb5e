using static TorchSharp.torch;

namespace InternVideo2.Encoders;

/// <summary>What an <see cref="AudioEncoder"/> is to do beside its last tokens.</summary>
public sealed record AudioRequest
{
    /// <summary>Nothing special.</summary>
    public static AudioRequest Default { get; } = new();

    /// <summary>B × N bool, true where a token is padding: it then is nothing, and nothing attends to it. Null, as in stage 2: all tokens count.</summary>
    public Tensor? Padding { get; init; }

    /// <summary>Layers whose outputs are returned, ascending.</summary>
    public IReadOnlyList<int> Layers { get; init; } = [];

    /// <summary>Generator of dropout and layer-drop draws, on the CPU: needed in training mode when a rate is above 0.</summary>
    public Generator? Drops { get; init; }
}

/// <summary>What an <see cref="AudioEncoder"/> made of a batch. Owns its tensors.</summary>
/// <param name="Tokens">B × N × C, time slowest, mel fastest.</param>
/// <param name="Pooled">B × C, the mean of all tokens.</param>
/// <param name="Layers">B × N × C after each layer asked for, ascending.</param>
public sealed record AudioOutput(Tensor Tokens, Tensor Pooled, IReadOnlyList<Tensor> Layers) : IDisposable
{
    public void Dispose()
    {
        Tokens.Dispose();
        Pooled.Dispose();
        foreach (var layer in Layers) layer.Dispose();
    }
}
