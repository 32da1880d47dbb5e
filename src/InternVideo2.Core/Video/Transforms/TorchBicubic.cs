using static TorchSharp.torch;

namespace InternVideo2.Video;

/// <summary>torchvision's bicubic resize of 8-bit pictures as tensors (stage 2, 10.4): a = −0.75, corners not aligned, not antialiased, clamped, rounded.</summary>
internal static class TorchBicubic
{
    /// <summary>Resizes a part of each frame to a square.</summary>
    /// <param name="clip">RGB frames.</param>
    /// <param name="crop">Lies within the picture; a mirror is not carried out.</param>
    /// <param name="size">Side of the result in pixels.</param>
    /// <returns>T·size·size·3 bytes.</returns>
    public static byte[] Resize(VideoClip clip, ClipCrop crop, int size)
    {
        crop.CheckWithin(clip.Width, clip.Height);
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        var frames = tensor(clip.Pixels, clip.Frames, clip.Height, clip.Width, 3, dtype: ScalarType.Byte);
        var planes = frames.narrow(1, crop.Top, crop.Height).narrow(2, crop.Left, crop.Width).permute(0, 3, 1, 2).to(ScalarType.Float32).contiguous();
        var resized = nn.functional.interpolate(planes, size: [size, size], mode: InterpolationMode.Bicubic, align_corners: false);
        return resized.clamp(0, 255).round().to(ScalarType.Byte).permute(0, 2, 3, 1).contiguous().data<byte>().ToArray();
    }

    /// <summary>Resizes, mirrors and normalises.</summary>
    /// <param name="clip">RGB frames.</param>
    /// <param name="crop">The part, and whether it is mirrored.</param>
    /// <param name="size">Side of the result in pixels.</param>
    /// <param name="statistics">Of the normalisation.</param>
    /// <param name="target">3 × T × size × size floats, overwritten.</param>
    public static void Apply(VideoClip clip, ClipCrop crop, int size, PixelStatistics statistics, Span<float> target)
    {
        var resized = Resize(clip, crop, size);
        var table = statistics.Table();
        var frameBytes = size * size * 3;
        for (var t = 0; t < clip.Frames; t++)
        {
            ChannelsFirst.Write(resized.AsSpan(t * frameBytes, frameBytes), size, crop.Flip, table, target, t, clip.Frames);
        }
    }
}
