using InternVideo2.Notebook.Svg;

namespace InternVideo2.Notebook;

/// <summary>Figures side by side under one title.</summary>
/// <param name="title">One line in bold.</param>
/// <param name="figures">One or more, from left to right, each in the size of its own layout.</param>
public sealed class FigureRow(FigureTitle title, params IReadOnlyList<Figure> figures) : PictureView
{
    private const double Padding = 14, TitleSize = 15, SubtitleSize = 12;

    public FigureTitle Title { get; } = title;

    public IReadOnlyList<Figure> Figures { get; } = figures;

    public override string ToString()
    {
        var head = Title.Subtitle is { } subtitle ? $"{Title.Text}\n{subtitle.Text}" : Title.Text;
        return string.Join('\n', Figures.Select(f => f.ToString()).Prepend(head));
    }

    private protected override SvgCanvas Draw() => DrawRow();

    internal SvgCanvas DrawRow()
    {
        var header = Padding + TitleSize + 4 + (Title.Subtitle is null ? 0 : SubtitleSize + 6);
        var canvas = new SvgCanvas(Math.Max(260, Figures.Sum(f => f.Layout.Width)), header + (Figures.Count == 0 ? Padding : Figures.Max(f => f.Layout.Height)));
        var room = canvas.Width - (2 * Padding);
        canvas.Text(Padding, Padding + TitleSize - 2, SvgText.Fit(Title.Text, TitleSize, room, bold: true), TitleSize, Palette.Ink, bold: true);
        if (Title.Subtitle is { } subtitle)
            canvas.Text(Padding, Padding + TitleSize + SubtitleSize + 5, SvgText.Fit(subtitle.Text, SubtitleSize, room), SubtitleSize, Palette.SoftInk);
        double x = 0;
        foreach (var figure in Figures)
        {
            canvas.Moved(x, header, () => FigureDrawing.Draw(figure, canvas));
            x += figure.Layout.Width;
        }
        return canvas;
    }
}
