using InternVideo2.Notebook.Svg;
using InternVideo2.Video;

namespace InternVideo2.Notebook;

/// <summary>Frames in a grid, each with a line below it, under a title: the page that all views of frames share.</summary>
internal sealed class FrameSheet
{
    private const double Padding = 12, Gap = 8, CaptionSize = 10.5, TitleSize = 14, SubtitleSize = 11.5;

    /// <summary>
    /// Frames lie on whole multiples of this many CSS pixels, which are whole device pixels at every ratio used: their pixels reach the PNG as they are,
    /// neither blurred nor larger in the file.
    /// </summary>
    private const double Unit = 4;

    /// <summary>CSS pixels; what fits into a notebook cell without scrolling.</summary>
    private const double WidestSheet = 880;

    /// <summary>One line in bold.</summary>
    public required string Title { get; init; }

    /// <summary>One line in grey.</summary>
    public string? Subtitle { get; init; }

    /// <summary>The frames.</summary>
    public required VideoClip Clip { get; init; }

    /// <summary>As many lines as frames.</summary>
    public required IReadOnlyList<string> Captions { get; init; }

    /// <summary>Frames in a row. Null: chosen from the number of frames and their shape.</summary>
    public int? Columns { get; init; }

    /// <summary>CSS pixels of one frame. Null: what the widest sheet allows, at most 320.</summary>
    public double? FrameWidth { get; init; }

    /// <summary>Device pixels for each CSS pixel: no more of each frame is kept than this can show.</summary>
    public required double PixelRatio { get; init; }

    /// <summary>Draws over frame t; the canvas is the frame, (0, 0) to (width, height).</summary>
    public Action<SvgCanvas, int, double, double>? Over { get; init; }

    /// <summary>Small frames at the ratio of charts; of photographs 1.5, which takes half the bytes and looks the same.</summary>
    public static double PixelRatioFor(VideoClip clip) => clip.Width < 200 ? SvgRasterizer.PixelRatio : 1.5;

    public SvgCanvas Draw()
    {
        if (Clip.Frames < 1) throw new ArgumentException($"A sheet needs at least one frame; the clip '{Clip.Source}' has none.");
        var columns = Math.Clamp(Columns ?? DefaultColumns(), 1, Clip.Frames);
        var (frameWidth, frameHeight) = FrameSize(columns);
        var captionHeight = Captions.All(c => c.Length == 0) ? 0 : OnGrid(CaptionSize + 6);
        var rows = (Clip.Frames + columns - 1) / columns;
        var header = OnGrid(Padding + TitleSize + 8 + (Subtitle is null ? 0 : SubtitleSize + 6));
        var width = Math.Max((2 * Padding) + (columns * frameWidth) + ((columns - 1) * Gap), 260);
        var canvas = new SvgCanvas(width, header + (rows * (frameHeight + captionHeight + Gap)) + Padding - Gap);

        canvas.Text(Padding, Padding + TitleSize - 2, SvgText.Fit(Title, TitleSize, width - (2 * Padding), bold: true), TitleSize, Palette.Ink, bold: true);
        if (Subtitle is not null)
            canvas.Text(Padding, Padding + TitleSize + SubtitleSize + 3, SvgText.Fit(Subtitle, SubtitleSize, width - (2 * Padding)), SubtitleSize, Palette.SoftInk);
        for (var t = 0; t < Clip.Frames; t++)
        {
            var x = Padding + (t % columns * (frameWidth + Gap));
            var y = header + (t / columns * (frameHeight + captionHeight + Gap));
            var (rgb, pixelsWide, pixelsHigh) = PictureScaling.Fit(Clip.Frame(t), Clip.Width, Clip.Height, (int)Math.Round(frameWidth * PixelRatio));
            canvas.Image(x, y, frameWidth, frameHeight, Png.Encode(rgb, pixelsWide, pixelsHigh));
            if (Over is not null)
            {
                var frame = t;
                canvas.Moved(x, y, () => Over(canvas, frame, frameWidth, frameHeight));
            }
            canvas.Text(x, y + frameHeight + CaptionSize + 3, SvgText.Fit(Captions[t], CaptionSize, frameWidth), CaptionSize, Palette.SoftInk);
        }
        return canvas;
    }

    private (double Width, double Height) FrameSize(int columns)
    {
        if (FrameWidth is { } wanted) return (wanted, wanted * Clip.Height / Clip.Width);
        var room = Math.Min(320, (WidestSheet - (2 * Padding) - ((columns - 1) * Gap)) / columns);
        // The input of a small model: whole device pixels for each of its own.
        var times = Math.Floor(room * PixelRatio / Clip.Width);
        if (times >= 2) return (Clip.Width * times / PixelRatio, Clip.Height * times / PixelRatio);
        var width = Math.Floor(room / Unit) * Unit;
        return (width, OnGrid(width * Clip.Height / Clip.Width));
    }

    private static double OnGrid(double length) => Math.Max(Unit, Math.Round(length / Unit) * Unit);

    private int DefaultColumns()
    {
        var most = Clip.Width > 1.2 * Clip.Height ? 4 : Clip.Frames > 12 ? 8 : Clip.Frames > 4 && Clip.Frames % 4 == 0 ? 4 : 5;
        var rows = (Clip.Frames + most - 1) / most;
        // Rows of equal length: 6 frames are 3 + 3, not 4 + 2.
        return (Clip.Frames + rows - 1) / rows;
    }
}
