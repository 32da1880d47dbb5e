using InternVideo2.Encoders;
using InternVideo2.Notebook.Svg;
using InternVideo2.Video;

namespace InternVideo2.Notebook;

/// <summary>What the student sees: patches that the mask removes lie under a dark grey veil, the visible ones are as they are.</summary>
public sealed class MaskOverlay : PictureView
{
    private readonly string? _title;

    /// <param name="clip">Frames as the student gets them, square, T or a multiple of T (tubelets) of them. Not copied.</param>
    /// <param name="mask">T·G² flags in token order, or 1 + T·G² with the class token first; true = removed (stage 1, 3).</param>
    /// <param name="title">Null: the file name.</param>
    /// <param name="times">T, temporal positions. Null: one for each frame.</param>
    /// <exception cref="ArgumentException">The number of flags fits no square grid on these frames.</exception>
    public MaskOverlay(VideoClip clip, IReadOnlyList<bool> mask, string? title = null, int? times = null)
    {
        (Clip, _title) = (clip, title);
        Grid = PatchPlaces.GridOf(mask.Count, clip, times);
        HasClassToken = mask.Count > Grid.Count;
        Removed = [.. mask.Skip(HasClassToken ? 1 : 0)];
    }

    public VideoClip Clip { get; }

    public TokenGrid Grid { get; }

    /// <summary>T·G² flags, without the class token; true = removed.</summary>
    public IReadOnlyList<bool> Removed { get; }

    public bool HasClassToken { get; }

    /// <summary>Frames in a row. Null: chosen from the number of frames.</summary>
    public int? Columns { get; init; }

    /// <summary>CSS pixels of one frame. Null: what a notebook cell has room for.</summary>
    public double? FrameWidth { get; init; }

    /// <inheritdoc/>
    protected override double PixelRatio => FrameSheet.PixelRatioFor(Clip);

    /// <summary>The clip with the removed patches veiled; every other pixel is unchanged.</summary>
    /// <remarks>A trace of the picture over a grey that is lighter than night: in a dark scene, too, nobody takes a removed patch for a visible one.</remarks>
    public VideoClip ToClip() => Grid.Repaint(Clip, (token, color) => Removed[token] ? Rgb.Grey(38 + (color.Luma / 7)) : color);

    public override string ToString() => $"{FrameCaptions.Title(Clip, _title)}: {Counts()}";

    private protected override SvgCanvas Draw() => new FrameSheet
    {
        Clip = ToClip(),
        Title = FrameCaptions.Title(Clip, _title),
        Subtitle = Counts(),
        Captions = FrameCaptions.Times(Clip),
        Columns = Columns,
        FrameWidth = FrameWidth,
        PixelRatio = PixelRatio,
        Over = (canvas, _, width, height) => PatchLines.Draw(canvas, Grid.Side, width, height, "#ffffff30"),
    }.Draw();

    private string Counts()
    {
        var removed = Removed.Count(r => r);
        var visible = Grid.Count - removed;
        var counts = FormattableString.Invariant($"{visible} of {Grid.Count} patches visible, {removed} removed ({100.0 * removed / Grid.Count:0.0} %)");
        return HasClassToken ? counts + FormattableString.Invariant($", {visible + 1} tokens with the class token") : counts;
    }
}

/// <summary>The lines between the patches of a frame.</summary>
internal static class PatchLines
{
    public static void Draw(SvgCanvas canvas, int grid, double width, double height, string color)
    {
        for (var i = 1; i < grid; i++)
        {
            canvas.Line(width * i / grid, 0, width * i / grid, height, color, 0.5);
            canvas.Line(0, height * i / grid, width, height * i / grid, color, 0.5);
        }
    }
}
