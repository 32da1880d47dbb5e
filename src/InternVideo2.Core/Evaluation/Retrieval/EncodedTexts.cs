using static TorchSharp.torch;

namespace InternVideo2.Evaluation;

/// <summary>A batch of texts as a model sees them. Owns its tensors.</summary>
/// <param name="Vectors">B × D, float32: what is contrasted with media, of any length.</param>
/// <param name="States">B × L × C: what enters the fusion layers; null for models that only contrast.</param>
/// <param name="Mask">B × L, 1 = a token, 0 = padding; null for models that only contrast.</param>
public sealed record EncodedTexts(Tensor Vectors, Tensor? States = null, Tensor? Mask = null) : IDisposable
{
    public void Dispose()
    {
        Vectors.Dispose();
        States?.Dispose();
        Mask?.Dispose();
    }
}
