using InternVideo2.Data;
using static TorchSharp.torch;

namespace InternVideo2.Evaluation;

/// <summary>The one view that a loader without random draws gives, for instance of clips that are drawn and not read.</summary>
/// <param name="loader">Reads a clip; used, not owned.</param>
public sealed class SingleView(IClipLoader loader) : IClipViews
{
    public int Segments => 1;

    public int Crops => 1;

    public Tensor Load(ClipEntry clip, CancellationToken cancellation)
    {
        using var one = loader.Load(clip, new SeededRandom(0), cancellation);
        return one.unsqueeze(0).clone();
    }
}
