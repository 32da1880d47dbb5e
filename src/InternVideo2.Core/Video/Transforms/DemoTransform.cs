using InternVideo2.Data;

namespace InternVideo2.Video;

/// <summary>Pre-processing of the official demo (stage 2, 14): OpenCV's bilinear resize of the whole picture to a square, its shape not kept; normalisation.</summary>
public sealed record DemoTransform : ClipTransform
{
    /// <inheritdoc/>
    public override void Apply(VideoClip clip, SeededRandom random, Span<float> target)
    {
        CheckTarget(clip, target);
        var table = Statistics.Table();
        var resized = new byte[Size * Size * 3];
        for (var t = 0; t < clip.Frames; t++)
        {
            OpenCvBilinear.Resize(clip.Frame(t), clip.Width, clip.Height, resized, Size, Size);
            ChannelsFirst.Write(resized, Size, flip: false, table, target, t, clip.Frames);
        }
    }
}
