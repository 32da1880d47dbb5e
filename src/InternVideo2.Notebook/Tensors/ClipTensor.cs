using InternVideo2.Video;
using static TorchSharp.torch;

namespace InternVideo2.Notebook;

/// <summary>Clips as the model gets them, turned back into pictures.</summary>
public static class ClipTensor
{
    /// <summary>Undoes the normalisation: value·std + mean, clamped to 0–1, in 256 steps.</summary>
    /// <param name="frames">3 × T × H × W, normalised; or a batch of one.</param>
    /// <param name="source">What to call it. Null: "clip".</param>
    /// <param name="of">The decoded clip it was made from, for the times of the frames; used if it has T frames.</param>
    /// <param name="statistics">With which it was normalised. Null: ImageNet's, as everywhere in the package.</param>
    /// <exception cref="ArgumentException">Another shape.</exception>
    public static VideoClip ToClip(Tensor frames, string? source = null, VideoClip? of = null, PixelStatistics? statistics = null)
    {
        var shape = frames.shape;
        if (shape is [1, ..] and { Length: 5 }) shape = shape[1..];
        if (shape is not [3, >= 1, >= 1, >= 1]) throw new ArgumentException($"A clip is 3 × T × H × W; got {TensorData.Shape(frames)}.");
        var (t, height, width) = ((int)shape[1], (int)shape[2], (int)shape[3]);
        var values = TensorData.ToArray(frames);
        var s = statistics ?? PixelStatistics.ImageNet;
        double[] mean = [s.MeanRed, s.MeanGreen, s.MeanBlue], deviation = [s.DeviationRed, s.DeviationGreen, s.DeviationBlue];
        var plane = t * height * width;
        var pixels = new byte[plane * 3];
        for (var i = 0; i < plane; i++)
            for (var c = 0; c < 3; c++) pixels[(i * 3) + c] = (byte)Math.Clamp(Math.Round(((values[(c * plane) + i] * deviation[c]) + mean[c]) * 255), 0, 255);
        var isTimed = of is not null && of.Frames == t;
        return new(pixels, t, height, width, isTimed ? of!.Timestamps : [], isTimed ? of!.Indices : [], source ?? of?.Source ?? "clip");
    }

    /// <summary>A contact sheet of a clip as the model gets it.</summary>
    /// <param name="frames">3 × T × H × W, normalised.</param>
    /// <param name="title">Null: the name of <paramref name="of"/>, else "clip".</param>
    /// <param name="of">The decoded clip it was made from, for the times of the frames.</param>
    public static ClipSheet Sheet(Tensor frames, string? title = null, VideoClip? of = null) => new(ToClip(frames, of: of), title);

    /// <summary>What the student sees of a clip.</summary>
    /// <param name="frames">3 × T × H × W, normalised.</param>
    /// <param name="mask">T·G² or 1 + T·G² flags, true = removed; or a batch of one.</param>
    /// <param name="title">Null: "clip".</param>
    /// <param name="of">The decoded clip it was made from, for the times of the frames.</param>
    public static MaskOverlay Mask(Tensor frames, Tensor mask, string? title = null, VideoClip? of = null) =>
        new(ToClip(frames, of: of), TensorData.ToFlags(mask), title);

    /// <summary>Where a model looks in a clip.</summary>
    /// <param name="frames">3 × T × H × W, normalised.</param>
    /// <param name="weights">T·G² weights, in any shape that flattens to token order.</param>
    /// <param name="title">Null: "clip".</param>
    /// <param name="of">The decoded clip it was made from, for the times of the frames.</param>
    public static AttentionOverlay Attention(Tensor frames, Tensor weights, string? title = null, VideoClip? of = null) =>
        new(ToClip(frames, of: of), TensorData.ToArray(weights), title);
}
