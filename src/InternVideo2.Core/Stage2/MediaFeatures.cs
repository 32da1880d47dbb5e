using static TorchSharp.torch;

namespace InternVideo2.Stage2;

/// <summary>What a model knows of a batch of media by one sense. Owns its tensors.</summary>
/// <param name="Tokens">B × N × C: what the fusion layers attend to.</param>
/// <param name="Vector">B × D: what is contrasted, of any length; null for sound and frames together in a model that does not contrast them.</param>
public sealed record MediaFeatures(Tensor Tokens, Tensor? Vector) : IDisposable
{
    /// <summary>Its tensors.</summary>
    public IEnumerable<Tensor> Tensors => Vector is null ? [Tokens] : [Tokens, Vector];

    public void Dispose()
    {
        Tokens.Dispose();
        Vector?.Dispose();
    }
}
