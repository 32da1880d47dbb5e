using InternVideo2.Data;
using static TorchSharp.torch;

namespace InternVideo2.Evaluation;

/// <summary>A batch of media as a model sees them. Owns its tensors.</summary>
/// <param name="Media">What they are; it decides which head compares them with texts.</param>
/// <param name="Vectors">B × D, float32: what is contrasted with texts, of any length.</param>
/// <param name="Tokens">B × N × C: what the fusion layers attend to; null for models that only contrast.</param>
public sealed record EncodedMedia(MediaType Media, Tensor Vectors, Tensor? Tokens = null) : IDisposable
{
    public void Dispose()
    {
        Vectors.Dispose();
        Tokens?.Dispose();
    }
}
