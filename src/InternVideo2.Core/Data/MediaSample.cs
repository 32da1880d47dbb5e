using static TorchSharp.torch;

namespace InternVideo2.Data;

/// <summary>What was read of one sample. Owns its tensors.</summary>
/// <param name="Frames">3 × T × H × W, float32, normalised, or V × 3 × T × S × S of a clip that is seen by V views; null without.</param>
/// <param name="Sound">F × M, normalised log-mel features; null without.</param>
public sealed record MediaSample(Tensor? Frames, Tensor? Sound) : IDisposable
{
    /// <summary>T seconds from the beginning of the file at which the frames were taken; empty: they are not known.</summary>
    public IReadOnlyList<double> FrameTimes { get; init; } = [];

    public void Dispose()
    {
        Frames?.Dispose();
        Sound?.Dispose();
    }
}
