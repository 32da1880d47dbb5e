using InternVideo2.Video;

namespace InternVideo2.Notebook;

/// <summary>How the tokens of a clip lie on its frames: T times a grid of G × G patches. Token (t, row, column) has index (t·G + row)·G + column (stage 1, 1.2).</summary>
/// <param name="Steps">T, temporal positions.</param>
/// <param name="Grid">G, patches along each side.</param>
public readonly record struct PatchMap(int Steps, int Grid)
{
    /// <summary>T·G².</summary>
    public int Tokens => Steps * Grid * Grid;

    /// <summary>Reads T from the clip and G from the number of tokens.</summary>
    /// <param name="tokens">T·G², or 1 + T·G² with a class token first.</param>
    /// <param name="clip">The clip; its frame count must be T or a multiple of it (tubelets).</param>
    /// <param name="steps">T. Null: one for each frame.</param>
    /// <exception cref="ArgumentException">No whole G gives that many tokens.</exception>
    public static PatchMap Of(int tokens, VideoClip clip, int? steps = null)
    {
        var t = steps ?? clip.Frames;
        foreach (var patches in (ReadOnlySpan<int>)[tokens, tokens - 1])
        {
            if (t < 1 || patches % t != 0) continue;
            var grid = (int)Math.Round(Math.Sqrt((double)patches / t));
            if (grid > 0 && grid * grid * t == patches && clip.Frames % t == 0) return new(t, grid);
        }
        throw new ArgumentException(
            $"{tokens} tokens do not fit {t} temporal positions of a square grid on {clip.Frames} frames, with or without a class token; expected T·G² or 1 + T·G².");
    }

    /// <summary>The token of a pixel of frame <paramref name="frame"/>.</summary>
    /// <param name="frame">0 … frames − 1.</param>
    /// <param name="frames">Frames of the clip, a multiple of <see cref="Steps"/>.</param>
    /// <param name="y">Row, 0 … height − 1.</param>
    /// <param name="x">Column, 0 … width − 1.</param>
    /// <param name="height">Of the frame, pixels.</param>
    /// <param name="width">Of the frame, pixels.</param>
    public int TokenAt(int frame, int frames, int y, int x, int height, int width) =>
        (((frame / (frames / Steps) * Grid) + (y * Grid / height)) * Grid) + (x * Grid / width);
}
