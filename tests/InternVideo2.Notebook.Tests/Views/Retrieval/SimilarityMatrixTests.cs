using System.Xml.Linq;
using InternVideo2.Evaluation;
using Xunit;

namespace InternVideo2.Notebook.Tests.Views.Retrieval;

/// <summary>The matrix shows every score in its place, frames what belongs together, and says the same in words.</summary>
public sealed class SimilarityMatrixTests
{
    private static readonly RetrievalReport Report = TestReport.Create();

    [Fact]
    public void Media_of_a_report_and_their_texts()
    {
        var matrix = SimilarityMatrix.Of(Report, [0, 2], picture: TestReport.Picture);
        Assert.Equal(
            [
                "Media and texts: cosines", Report.Protocol.ToString(), "      1       2 ", "   0.90*   0.70 ", "   0.10    0.50*",
                "1: a <red> star", "2: a green cross that moves to the left quickly on a striped background",
            ], matrix.ToString().Split('\n'));
        var svg = XDocument.Parse(matrix.ToSvg());
        Assert.Equal(2, svg.Descendants().Count(e => e.Name.LocalName == "image"));
        Assert.Equal(2 * 3, svg.Descendants().Count(e => e.Name.LocalName == "rect" && e.Attribute("stroke")?.Value == Palette.Vermilion));
        Assert.Equal(2, svg.Descendants().Count(e => e.Name.LocalName == "circle"));
        Assert.Contains(svg.Descendants(), e => e.Name.LocalName == "rect" && e.Attribute("fill")?.Value == $"{ColorScale.Viridis.At(0)}");
    }

    [Fact]
    public void What_was_no_candidate_has_no_score()
    {
        var matrix = SimilarityMatrix.Of(Report, kind: ScoreKind.Matching, picture: TestReport.Picture);
        Assert.Equal("   2.00*      –       – ", matrix.ToString().Split('\n')[3]);
        XDocument.Parse(matrix.ToSvg());
    }

    [Fact]
    public void Media_without_pictures_have_numbers()
    {
        var matrix = new SimilarityMatrix("one batch", new ScoreMatrix(1, 2, [1, 1]), ["heard", "not heard"], (_, column) => column == 0);
        Assert.DoesNotContain("<image", matrix.ToSvg());
        Assert.Equal(["one batch", "      1       2 ", "   1.00*   1.00 ", "1: heard", "2: not heard"], matrix.ToString().Split('\n'));
        Assert.Throws<ArgumentException>(() => new SimilarityMatrix("odd", new ScoreMatrix(1, 2, [1, 1]), ["one"], (_, _) => true));
    }
}
