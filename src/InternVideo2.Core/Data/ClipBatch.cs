using static TorchSharp.torch;

namespace InternVideo2.Data;

/// <summary>One batch of normalised clips. Owns <see cref="Frames"/>.</summary>
/// <param name="Frames">B × 3 × T × H × W, float32, normalised.</param>
/// <param name="Ids">B clip identifiers, unique within the data set.</param>
public sealed record ClipBatch(Tensor Frames, IReadOnlyList<string> Ids) : IDisposable
{
    public void Dispose() => Frames.Dispose();
}
