using InternVideo2.Data;

namespace InternVideo2.Video;

/// <summary>
/// Augmentation of pre-training (stage 1, 8.2): multi-scale crop, Pillow's antialiased bilinear resize of the 8-bit picture, a mirror with
/// probability ½, normalisation. All frames of a clip alike.
/// </summary>
public sealed record PretrainingTransform : ClipTransform
{
    /// <summary>Whether clips may be mirrored. Default true; false for sources whose labels know left from right.</summary>
    public bool Flip { get; init; } = true;

    /// <summary>Draws the part: size, place, mirror, in this order.</summary>
    /// <param name="width">Columns of the picture.</param>
    /// <param name="height">Rows of the picture.</param>
    /// <param name="draw">draw(m) is a uniform integer in 0 … m−1.</param>
    public ClipCrop Draw(int width, int height, Func<int, int> draw)
    {
        ClipCrop crop = MultiScaleCrop.Draw(width, height, Size, draw);
        return crop with { Flip = Flip && draw(2) == 1 };
    }

    public override void Apply(VideoClip clip, SeededRandom random, Span<float> target) =>
        Apply(clip, Draw(clip.Width, clip.Height, random.Next), target);

    /// <summary>Applies a given part.</summary>
    /// <param name="clip">RGB frames.</param>
    /// <param name="crop">Lies within the picture.</param>
    /// <param name="target">3 × T × S × S floats, overwritten.</param>
    public void Apply(VideoClip clip, ClipCrop crop, Span<float> target)
    {
        CheckTarget(clip, target);
        byte[] resized = Resize(clip, crop);
        float[] table = Statistics.Table();
        int frameBytes = Size * Size * 3;
        for (int t = 0; t < clip.Frames; t++)
        {
            ChannelsFirst.Write(resized.AsSpan(t * frameBytes, frameBytes), Size, crop.Flip, table, target, t, clip.Frames);
        }
    }

    /// <summary>The 8-bit pictures before mirror and normalisation: T·S·S·3 bytes.</summary>
    internal byte[] Resize(VideoClip clip, ClipCrop crop)
    {
        crop.CheckWithin(clip.Width, clip.Height);
        var horizontal = new PillowResize.Weights(crop.Width, Size);
        var vertical = new PillowResize.Weights(crop.Height, Size);
        int frameBytes = Size * Size * 3;
        int stride = clip.Width * 3;
        byte[] resized = new byte[clip.Frames * frameBytes];
        for (int t = 0; t < clip.Frames; t++)
        {
            ReadOnlySpan<byte> part = clip.Frame(t)[((crop.Top * stride) + (crop.Left * 3))..];
            PillowResize.Resize(part, stride, crop.Width, crop.Height, resized.AsSpan(t * frameBytes, frameBytes), horizontal, vertical);
        }

        return resized;
    }
}
