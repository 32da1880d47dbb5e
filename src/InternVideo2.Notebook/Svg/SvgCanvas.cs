using System.Globalization;
using System.Text;

namespace InternVideo2.Notebook.Svg;

internal enum Anchor
{
    Start,
    Middle,
    End,
}

/// <summary>A page of SVG under construction. Lengths are CSS pixels, the origin is the top left corner. All text is encoded here and nowhere else.</summary>
internal sealed class SvgCanvas(double width, double height)
{
    private readonly StringBuilder _body = new();
    private int _clips;

    public double Width { get; } = width;

    public double Height { get; } = height;

    /// <summary>The finished document.</summary>
    public string Document() => FormattableString.Invariant(
        $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Width:0.##}\" height=\"{Height:0.##}\" viewBox=\"0 0 {Width:0.##} {Height:0.##}\" font-family=\"{SvgText.Family}\">") +
        $"<rect width=\"100%\" height=\"100%\" fill=\"{Palette.Paper}\"/>{_body}</svg>";

    public void Line(double x1, double y1, double x2, double y2, string color, double width = 1) =>
        Add($"<line x1=\"{x1:0.##}\" y1=\"{y1:0.##}\" x2=\"{x2:0.##}\" y2=\"{y2:0.##}\" stroke=\"{color}\" stroke-width=\"{width:0.##}\"/>");

    public void Rect(double x, double y, double width, double height, string fill, string? stroke = null, double radius = 0)
    {
        Add($"<rect x=\"{x:0.##}\" y=\"{y:0.##}\" width=\"{width:0.##}\" height=\"{height:0.##}\" fill=\"{fill}\"");
        if (stroke is not null) Add($" stroke=\"{stroke}\"");
        if (radius > 0) Add($" rx=\"{radius:0.##}\"");
        Add($"/>");
    }

    public void Circle(double x, double y, double radius, string fill, double opacity = 1) =>
        Add($"<circle cx=\"{x:0.##}\" cy=\"{y:0.##}\" r=\"{radius:0.##}\" fill=\"{fill}\" fill-opacity=\"{opacity:0.##}\"/>");

    /// <summary>A line through the points; fewer than two draw nothing.</summary>
    public void Polyline(IReadOnlyList<(double X, double Y)> points, string color, double width, LineDash dash = LineDash.Solid, double opacity = 1)
    {
        if (points.Count < 2) return;
        _body.Append("<polyline fill=\"none\" stroke-linejoin=\"round\" stroke-linecap=\"round\" points=\"");
        foreach (var (x, y) in points) Add($"{x:0.##},{y:0.##} ");
        Add($"\" stroke=\"{color}\" stroke-width=\"{width:0.##}\" stroke-opacity=\"{opacity:0.##}\"");
        if (dash != LineDash.Solid) Add($" stroke-dasharray=\"{(dash == LineDash.Dash ? "6,4" : "1,4")}\"");
        Add($"/>");
    }

    /// <summary>One line of text with its baseline at <paramref name="y"/>, turned by <paramref name="degrees"/> about that point.</summary>
    public void Text(double x, double y, string text, double size, string color, Anchor anchor = Anchor.Start, bool bold = false, double degrees = 0, bool halo = false)
    {
        Add($"<text x=\"{x:0.##}\" y=\"{y:0.##}\" font-size=\"{size:0.##}\" fill=\"{color}\"");
        if (anchor != Anchor.Start) Add($" text-anchor=\"{(anchor == Anchor.Middle ? "middle" : "end")}\"");
        if (bold) Add($" font-weight=\"bold\"");
        if (degrees != 0) Add($" transform=\"rotate({degrees:0.##} {x:0.##} {y:0.##})\"");
        if (halo) Add($" paint-order=\"stroke\" stroke=\"#000000\" stroke-opacity=\"0.75\" stroke-width=\"{size / 4:0.##}\" stroke-linejoin=\"round\"");
        _body.Append('>').Append(SvgText.Encode(text)).Append("</text>");
    }

    /// <summary>A PNG picture stretched over the rectangle.</summary>
    public void Image(double x, double y, double width, double height, ReadOnlySpan<byte> png)
    {
        Add($"<image x=\"{x:0.##}\" y=\"{y:0.##}\" width=\"{width:0.##}\" height=\"{height:0.##}\" preserveAspectRatio=\"none\" href=\"data:image/png;base64,");
        _body.Append(Convert.ToBase64String(png)).Append("\"/>");
    }

    /// <summary>Draws what <paramref name="draw"/> draws, but only inside the rectangle.</summary>
    public void Clipped(double x, double y, double width, double height, Action draw)
    {
        var id = _clips++;
        Add($"<clipPath id=\"c{id}\"><rect x=\"{x:0.##}\" y=\"{y:0.##}\" width=\"{width:0.##}\" height=\"{height:0.##}\"/></clipPath><g clip-path=\"url(#c{id})\">");
        draw();
        Add($"</g>");
    }

    /// <summary>Draws what <paramref name="draw"/> draws with its origin at (x, y).</summary>
    public void Moved(double x, double y, Action draw)
    {
        Add($"<g transform=\"translate({x:0.##} {y:0.##})\">");
        draw();
        Add($"</g>");
    }

    private void Add(FormattableString markup) => _body.Append(markup.ToString(CultureInfo.InvariantCulture));
}
