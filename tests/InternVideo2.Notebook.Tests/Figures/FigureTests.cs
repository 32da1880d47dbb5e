using System.Text.Json;
using Xunit;

namespace InternVideo2.Notebook.Tests.Figures;

/// <summary>A figure offers plain text, PNG and Plotly, and its Plotly form says the same as its picture.</summary>
public sealed class FigureTests
{
    private static readonly Figure Curve = new(
        [new ScatterTrace([0, 1, 2], [1, double.NaN, 0.123456789]) { Name = "<b>loss</b> & more", Mode = ScatterMode.LinesAndMarkers }],
        new() { Title = new("A <script>", "sub"), Xaxis = new() { Title = "step" }, Yaxis = new() { Type = AxisType.Log }, Width = 300, Height = 200 });

    [Fact]
    public void A_chart_offers_text_png_and_plotly_and_neither_html_nor_svg()
    {
        var bundle = Curve.ToMimeBundle();
        Assert.Equal(["application/vnd.plotly.v1+json", "image/png", "text/plain"], bundle.Keys.Order());
        var picture = PngFile.Decode(Convert.FromBase64String(bundle["image/png"]));
        Assert.Equal((600, 400), (picture.Width, picture.Height));
        Assert.Equal("{\"width\":300,\"height\":200}", Curve.ToMimeMetadata()["image/png"]);
        Assert.Contains("loss", bundle["text/plain"]);
    }

    [Fact]
    public void A_figure_with_many_numbers_is_a_picture_only()
    {
        double[] many = new double[Figure.InteractiveLimit];
        var figure = new Figure([new ScatterTrace(many, many)], new() { Width = 200, Height = 120 });
        Assert.Equal(["image/png", "text/plain"], figure.ToMimeBundle().Keys.Order());
    }

    [Fact]
    public void Plotly_json_follows_the_schema()
    {
        using var json = JsonDocument.Parse(Curve.ToPlotlyJson());
        var trace = json.RootElement.GetProperty("data")[0];
        Assert.Equal("scatter", trace.GetProperty("type").GetString());
        Assert.Equal("lines+markers", trace.GetProperty("mode").GetString());
        Assert.Equal(JsonValueKind.Null, trace.GetProperty("y")[1].ValueKind);
        Assert.Equal(0.123457, trace.GetProperty("y")[2].GetDouble());
        var layout = json.RootElement.GetProperty("layout");
        Assert.Equal("log", layout.GetProperty("yaxis").GetProperty("type").GetString());
        Assert.Equal("step", layout.GetProperty("xaxis").GetProperty("title").GetProperty("text").GetString());
        Assert.Equal("#ffffff", layout.GetProperty("paper_bgcolor").GetString());
        Assert.Equal(300, layout.GetProperty("width").GetInt32());
        Assert.False(layout.GetProperty("yaxis").TryGetProperty("range", out _));
        Assert.True(json.RootElement.TryGetProperty("config", out _));
    }

    [Fact]
    public void Markup_in_labels_is_encoded_for_plotly()
    {
        using var json = JsonDocument.Parse(Curve.ToPlotlyJson());
        Assert.Equal("&lt;b&gt;loss&lt;/b&gt; &amp; more", json.RootElement.GetProperty("data")[0].GetProperty("name").GetString());
        Assert.Equal("A &lt;script&gt;", json.RootElement.GetProperty("layout").GetProperty("title").GetProperty("text").GetString());
    }

    [Fact]
    public void A_heat_map_serialises_its_scale_and_bars_their_labels()
    {
        var figure = new Figure([new HeatmapTrace([[1, 2], [3, 4]]) { Zmin = 0 }, new BarTrace(["a<"], [1])], new());
        using var json = JsonDocument.Parse(figure.ToPlotlyJson());
        var heat = json.RootElement.GetProperty("data")[0];
        Assert.Equal("heatmap", heat.GetProperty("type").GetString());
        Assert.Equal(4, heat.GetProperty("z")[1][1].GetDouble());
        Assert.Equal("#440154", heat.GetProperty("colorscale")[0][1].GetString());
        Assert.Equal("a&lt;", json.RootElement.GetProperty("data")[1].GetProperty("x")[0].GetString());
    }

    [Theory]
    [InlineData(10, 200, "Width is 10")]
    [InlineData(200, 5000, "Height is 5000")]
    public void A_size_out_of_range_is_named(int width, int height, string message) =>
        Assert.Contains(message, Assert.Throws<ArgumentException>(() => new Figure([], new() { Width = width, Height = height }).ToSvg()).Message);

    [Fact]
    public void An_impossible_range_is_named() =>
        Assert.Contains("Yaxis.Range", Assert.Throws<ArgumentException>(() => new Figure([], new() { Yaxis = new() { Range = [1, 1] } }).ToSvg()).Message);

    [Fact]
    public void A_changed_copy_leaves_the_original()
    {
        var tall = Curve with { Layout = Curve.Layout with { Height = 350 } };
        Assert.Equal((350, 200), (tall.Layout.Height, Curve.Layout.Height));
    }
}
