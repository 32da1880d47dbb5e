using InternVideo2.Data;
using InternVideo2.Evaluation;
using static TorchSharp.torch;

namespace InternVideo2.Features;

/// <summary>All views of a clip as one tensor V × 3 × T × S × S, for what reads clips side by side. Draws nothing.</summary>
internal sealed class ViewLoader(VideoViews views) : IClipLoader
{
    public string Fingerprint => FormattableString.Invariant(
        $"{views.Segments} × {views.Crops} views of {views.Frames} frames, {views.Sampling}, {views.Size} pixels; pixels normalised with ImageNet's mean and deviation");

    public Tensor Load(ClipEntry clip, SeededRandom random, CancellationToken cancellation) => views.Load(clip, cancellation);

    public void Dispose()
    {
    }
}
