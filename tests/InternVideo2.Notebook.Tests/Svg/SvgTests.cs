using System.Xml.Linq;
using Xunit;

namespace InternVideo2.Notebook.Tests.Svg;

/// <summary>SVG is well-formed whatever the text, draws what the data say, and never lets data become markup.</summary>
public sealed class SvgTests
{
    private static readonly XNamespace Ns = "http://www.w3.org/2000/svg";

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("\"/><image href='file:///etc/passwd'/>")]
    [InlineData("a & b ]]> <!-- c")]
    [InlineData("control \u0001\u0000 and half a pair \ud800 and \ufffe")]
    [InlineData("日本語 ☃ 🎬")]
    public void Text_from_data_stays_text(string text)
    {
        var svg = new Figure(
            [new ScatterTrace([0, 1], [0, 1]) { Name = text }, new ScatterTrace([0, 1], [1, 0]) { Name = "b" }, new BarTrace([text], [1])],
            new() { Title = new(text, text), Xaxis = new() { Title = text }, Yaxis = new() { Title = text, Tickvals = [0], Ticktext = [text] }, Annotations = [new(0, 0, text)], Width = 900 }).ToSvg();
        var document = XDocument.Parse(svg);
        Assert.Empty(document.Descendants(Ns + "script"));
        Assert.Empty(document.Descendants(Ns + "image"));
        Assert.Contains(document.Descendants(Ns + "text"), t => Legal(t.Value) == Legal(text));

        static string Legal(string s) => new([.. s.Where(c => c >= 32 && c is not ('\ufffd' or '\ufffe') && !char.IsSurrogate(c))]);
    }

    [Fact]
    public void A_gap_breaks_the_line()
    {
        var svg = XDocument.Parse(new Figure([new ScatterTrace([0, 1, 2, 3, 4], [1, 2, double.NaN, 3, 4])], new()).ToSvg());
        Assert.Equal(2, svg.Descendants(Ns + "polyline").Count());
    }

    [Fact]
    public void A_value_without_a_place_on_a_logarithmic_axis_is_a_gap()
    {
        var svg = XDocument.Parse(new Figure([new ScatterTrace([0, 1, 2, 3], [1, 10, 0, 100])], new() { Yaxis = new() { Type = AxisType.Log } }).ToSvg());
        Assert.Single(svg.Descendants(Ns + "polyline"));
    }

    [Fact]
    public void Points_are_where_the_axes_say()
    {
        var svg = XDocument.Parse(new Figure([new ScatterTrace([0, 10], [0, 10]) { Mode = ScatterMode.Markers }],
            new() { Xaxis = new() { Range = [0, 10] }, Yaxis = new() { Range = [0, 10] } }).ToSvg());
        var circles = svg.Descendants(Ns + "circle").ToList();
        var plot = svg.Descendants(Ns + "clipPath").Single().Element(Ns + "rect")!;
        // The clip region is one pixel wider than the plot on each side.
        Assert.Equal(Number(plot, "x") + 1, Number(circles[0], "cx"), 0.011);
        Assert.Equal(Number(plot, "y") + Number(plot, "height") - 1, Number(circles[0], "cy"), 0.011);
        Assert.Equal(Number(plot, "x") + Number(plot, "width") - 1, Number(circles[1], "cx"), 0.011);
        Assert.Equal(Number(plot, "y") + 1, Number(circles[1], "cy"), 0.011);
    }

    [Fact]
    public void A_legend_needs_two_names()
    {
        static int Texts(params Trace[] traces) => XDocument.Parse(new Figure(traces, new()).ToSvg()).Descendants(Ns + "text").Count(t => t.Value is "one" or "two");
        Assert.Equal(0, Texts(new ScatterTrace([0, 1], [0, 1]) { Name = "one" }));
        Assert.Equal(2, Texts(new ScatterTrace([0, 1], [0, 1]) { Name = "one" }, new ScatterTrace([0, 1], [1, 0]) { Name = "two" }));
    }

    [Fact]
    public void Heat_map_cells_have_the_colours_of_their_values()
    {
        var figure = new Figure([new HeatmapTrace([[0, 1], [double.NaN, 0.5]]) { Colorscale = ColorScale.Greys, NanColor = "#ff0000", Showscale = false }],
            new() { Yaxis = new() { Autorange = AxisAutorange.Reversed } });
        var image = XDocument.Parse(figure.ToSvg()).Descendants(Ns + "image").Single().Attribute("href")!.Value;
        var cells = PngFile.Decode(Convert.FromBase64String(image["data:image/png;base64,".Length..]));
        var (left, right, top, bottom) = (cells.Width / 4, cells.Width * 3 / 4, cells.Height / 4, cells.Height * 3 / 4);
        Assert.Equal((255, 255, 255), cells[left, top]);
        Assert.Equal((0, 0, 0), cells[right, top]);
        Assert.Equal((255, 0, 0), cells[left, bottom]);
        Assert.Equal((128, 128, 128), cells[right, bottom]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_empty_figure_is_still_a_figure(bool logarithmic)
    {
        var figure = new Figure([new ScatterTrace([], [])], new() { Title = "nothing yet", Yaxis = new() { Type = logarithmic ? AxisType.Log : null } });
        Assert.Contains("nothing yet", XDocument.Parse(figure.ToSvg()).ToString());
    }

    private static double Number(XElement element, string attribute) => double.Parse(element.Attribute(attribute)!.Value, System.Globalization.CultureInfo.InvariantCulture);
}
