using InternVideo2.Encoders;
using InternVideo2.Video;

namespace InternVideo2.Notebook;

/// <summary>How the tokens of a <see cref="TokenGrid"/> lie on the frames of a clip (stage 1, 1.2).</summary>
internal static class PatchPlaces
{
    /// <summary>Reads T from the clip and G from the number of tokens.</summary>
    /// <param name="tokens">T·G², or 1 + T·G² with a class token first.</param>
    /// <param name="clip">The clip; its frame count must be T or a multiple of it (tubelets).</param>
    /// <param name="times">T. Null: one for each frame.</param>
    /// <exception cref="ArgumentException">No whole G gives that many tokens.</exception>
    public static TokenGrid GridOf(int tokens, VideoClip clip, int? times = null)
    {
        var t = times ?? clip.Frames;
        foreach (var patches in (ReadOnlySpan<int>)[tokens, tokens - 1])
        {
            if (t < 1 || patches % t != 0) continue;
            var side = (int)Math.Round(Math.Sqrt((double)patches / t));
            if (side > 0 && side * side * t == patches && clip.Frames % t == 0) return new(t, side);
        }
        throw new ArgumentException(
            $"{tokens} tokens do not fit {t} temporal positions of a square grid on {clip.Frames} frames, with or without a class token; expected T·G² or 1 + T·G².");
    }

    /// <summary>A copy of the clip in which each pixel's colour follows from its token and its old colour.</summary>
    public static VideoClip Repaint(this TokenGrid grid, VideoClip clip, Func<int, Rgb, Rgb> paint)
    {
        var pixels = new byte[clip.Pixels.Length];
        var framesPerTime = clip.Frames / grid.Times;
        for (var i = 0; i < pixels.Length; i += 3)
        {
            var (frame, y, x) = (i / 3 / (clip.Height * clip.Width), i / 3 / clip.Width % clip.Height, i / 3 % clip.Width);
            var token = (((frame / framesPerTime * grid.Side) + (y * grid.Side / clip.Height)) * grid.Side) + (x * grid.Side / clip.Width);
            var color = paint(token, new(clip.Pixels[i], clip.Pixels[i + 1], clip.Pixels[i + 2]));
            (pixels[i], pixels[i + 1], pixels[i + 2]) = (color.R, color.G, color.B);
        }
        return clip with { Pixels = pixels };
    }
}
