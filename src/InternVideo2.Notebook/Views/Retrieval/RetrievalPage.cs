using InternVideo2.Notebook.Svg;

namespace InternVideo2.Notebook;

/// <summary>Draws the rows of a <see cref="RetrievalSheet"/> below each other.</summary>
internal static class RetrievalPage
{
    /// <summary>Side of a picture in pixels and CSS pixels.</summary>
    public const int Side = 112;

    private const double Padding = 12, Gap = 12, Column = 160, TitleSize = 14, SubtitleSize = 11.5, TextSize = 12, CaptionSize = 10, LineHeight = 14, Width = 880;
    private const int CaptionLines = 3;

    public static SvgCanvas Draw(string title, string subtitle, IReadOnlyList<RetrievalRow> rows, Thumbnails thumbnails)
    {
        var header = Padding + TitleSize + SubtitleSize + 16;
        var canvas = new SvgCanvas(Width, header + rows.Sum(Height) + Padding);
        canvas.Text(Padding, Padding + TitleSize - 2, SvgText.Fit(title, TitleSize, Width - (2 * Padding), bold: true), TitleSize, Palette.Ink, bold: true);
        canvas.Text(Padding, Padding + TitleSize + SubtitleSize + 3, SvgText.Fit(subtitle, SubtitleSize, Width - (2 * Padding)), SubtitleSize, Palette.SoftInk);
        var y = header;
        foreach (var row in rows)
        {
            DrawRow(canvas, row, y, thumbnails);
            y += Height(row);
        }
        return canvas;
    }

    private static double Height(RetrievalRow row) => TextSize + 8 + Math.Max(BelowPictures(row), row.Lines.Count * (LineHeight + 4)) + Gap;

    private static double BelowPictures(RetrievalRow row) => Side + (row.Pictures.All(picture => picture.Score.Length == 0) ? 4 : 4 + ((CaptionLines + 1) * LineHeight));

    private static void DrawRow(SvgCanvas canvas, RetrievalRow row, double top, Thumbnails thumbnails)
    {
        canvas.Line(Padding, top - 2, Width - Padding, top - 2, Palette.Grid);
        canvas.Text(Padding, top + TextSize + 2, SvgText.Fit(row.Heading, TextSize, Width - (2 * Padding), bold: true), TextSize, Palette.Ink, bold: true);
        var y = top + TextSize + 8;
        foreach (var (place, picture) in row.Pictures.Index()) DrawPicture(canvas, picture, Padding + (place * (Column + Gap)), y, thumbnails);
        var left = Padding + (row.Pictures.Count * (Side + Gap));
        foreach (var (place, line) in row.Lines.Index())
        {
            canvas.Text(left, y + TextSize + (place * (LineHeight + 4)), SvgText.Fit(line.Text, TextSize, Width - Padding - left, line.IsRight), TextSize,
                line.IsRight ? Palette.Green : Palette.SoftInk, bold: line.IsRight);
        }
    }

    private static void DrawPicture(SvgCanvas canvas, RetrievedPicture picture, double x, double y, Thumbnails thumbnails)
    {
        if (thumbnails.Png(picture.Medium) is { } png) canvas.Image(x, y, Side, Side, png);
        else
        {
            canvas.Rect(x, y, Side, Side, Palette.Grid);
            canvas.Text(x + (Side / 2.0), y + (Side / 2.0) + 5, "sound", TextSize, Palette.SoftInk, Anchor.Middle);
        }
        for (var inset = 0.5; picture.IsRight && inset < 4; inset++) canvas.Rect(x + inset, y + inset, Side - (2 * inset), Side - (2 * inset), "none", Palette.Green);
        if (picture.Score.Length == 0) return;
        var colour = picture.IsRight ? Palette.Green : Palette.SoftInk;
        canvas.Text(x, y + Side + LineHeight, picture.Score, TextSize, colour, bold: true);
        foreach (var (place, line) in SvgText.Wrap(picture.Caption, CaptionSize, Column, CaptionLines).Index())
            canvas.Text(x, y + Side + ((place + 2) * LineHeight), line, CaptionSize, colour);
    }
}
