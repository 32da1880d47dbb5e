using System.Xml.Linq;
using Xunit;

namespace InternVideo2.Notebook.Tests.Views;

/// <summary>Figures in a row keep their own size and share one title.</summary>
public sealed class FigureRowTests
{
    [Fact]
    public void The_row_is_as_wide_as_its_figures()
    {
        var figure = new Figure([new ScatterTrace([0, 1], [0, 1])], new() { Width = 200, Height = 150, Title = "inner" });
        var row = new FigureRow("Both", figure, figure with { Layout = figure.Layout with { Width = 300 } });
        var svg = XDocument.Parse(row.ToSvg());
        Assert.Equal("500", svg.Root!.Attribute("width")!.Value);
        Assert.Equal(1, svg.Descendants().Count(e => e.Value == "Both" && e.Name.LocalName == "text"));
        Assert.Contains("\"width\":500", row.ToMimeMetadata()["image/png"]);
        Assert.StartsWith("Both\ninner", row.ToString());
    }
}
