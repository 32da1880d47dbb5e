using InternVideo2.Video;

namespace InternVideo2.Data;

/// <summary>Smaller clips from larger ones: fewer frames, fewer pixels.</summary>
internal static class ClipFrames
{
    /// <summary>A clip of these frames, in this order. Negative indices count from the end.</summary>
    public static VideoClip Pick(VideoClip clip, int[] frames)
    {
        var chosen = Array.ConvertAll(frames, f => f < 0 ? f + clip.Frames : f);
        var pixels = new byte[chosen.Length * clip.Height * clip.Width * 3];
        for (var t = 0; t < chosen.Length; t++)
        {
            clip.Frame(chosen[t]).CopyTo(pixels.AsSpan(t * clip.Height * clip.Width * 3));
        }

        return clip with
        {
            Pixels = pixels,
            Frames = chosen.Length,
            Timestamps = Array.ConvertAll(chosen, f => clip.Timestamps[f]),
            Indices = Array.ConvertAll(chosen, f => clip.Indices[f]),
        };
    }

    /// <summary>Rows and columns after shrinking the shorter side to <paramref name="shortSide"/>; unchanged if it is no longer than that.</summary>
    public static (int Height, int Width) ShrunkSize(int height, int width, int? shortSide)
    {
        var shorter = Math.Min(height, width);
        return shortSide is { } side && side < shorter
            ? ((int)Math.Round((double)height * side / shorter), (int)Math.Round((double)width * side / shorter))
            : (height, width);
    }

    /// <summary>The clip with its shorter side shrunk to <paramref name="shortSide"/> pixels.</summary>
    public static VideoClip Shrink(VideoClip clip, int? shortSide)
    {
        var (height, width) = ShrunkSize(clip.Height, clip.Width, shortSide);
        if ((height, width) == (clip.Height, clip.Width))
        {
            return clip;
        }

        var horizontal = new PillowResize.Weights(clip.Width, width);
        var vertical = new PillowResize.Weights(clip.Height, height);
        var frameBytes = height * width * 3;
        var pixels = new byte[clip.Frames * frameBytes];
        for (var t = 0; t < clip.Frames; t++)
        {
            PillowResize.Resize(clip.Frame(t), clip.Width * 3, clip.Width, clip.Height, pixels.AsSpan(t * frameBytes, frameBytes), horizontal, vertical);
        }

        return clip with { Pixels = pixels, Height = height, Width = width };
    }
}
