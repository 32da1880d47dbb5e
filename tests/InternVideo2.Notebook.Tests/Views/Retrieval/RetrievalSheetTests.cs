using System.Xml.Linq;
using InternVideo2.Evaluation;
using Xunit;

namespace InternVideo2.Notebook.Tests.Views.Retrieval;

/// <summary>The sheet shows what was found in order, marks what is right, adds it where it came late, and says the same in words.</summary>
public sealed class RetrievalSheetTests
{
    private static readonly RetrievalReport Report = TestReport.Create();

    [Fact]
    public void Clips_found_for_texts()
    {
        var sheet = RetrievalSheet.Clips(Report, [0, 2], count: 2, picture: TestReport.Picture, title: "What is found");
        Assert.Equal(
            [
                "What is found", Report.Protocol.ToString(),
                "  a <red> star", "    ✓ 1. 0.90 a <red> star", "      2. 0.30 a blue ring",
                "  a green cross that moves to the left quickly on a striped background", "      1. 0.70 a <red> star", "      2. 0.60 a blue ring",
                "    ✓ 3. 0.50 a green cross that moves to the left quickly on a striped background",
            ], sheet.ToString().Split('\n'));
        Assert.Equal([0, 1, 0, 1, 2], Pictures(sheet));
        Assert.Equal(2 * 4, Elements(sheet, "rect").Count(rect => rect.Attribute("stroke")?.Value == Palette.Green));
        Assert.Contains(Elements(sheet, "text"), text => text.Value == "a <red> star");
        Assert.Contains(Elements(sheet, "text"), text => text.Value == "background"); // the end of a caption that was wrapped
    }

    [Fact]
    public void Texts_found_for_media()
    {
        var sheet = RetrievalSheet.Texts(Report, [1], ScoreKind.Matching, count: 3, TestReport.Picture);
        Assert.Equal(
            ["  clip 1", "    ✓ 1. 3.00  a blue ring", "      2. no candidate  a green cross that moves to the left quickly on a striped background", "      3. no candidate  a <red> star"],
            sheet.ToString().Split('\n')[2..]);
        Assert.Equal([1], Pictures(sheet));
    }

    [Fact]
    public void Failures_the_worst_first()
    {
        var sheet = RetrievalSheet.Failures(Report, RetrievalDirection.TextToMedia, picture: TestReport.Picture);
        Assert.StartsWith("1 of 3 texts do not find their medium first; all of them\n", sheet.ToString());
        Assert.Contains("✓ 3. 0.50", sheet.ToString());
        Assert.Equal([0, 1, 2], Pictures(sheet));

        var none = RetrievalSheet.Failures(Report, RetrievalDirection.MediaToText);
        Assert.Equal(["All 3 media find their text first", Report.Protocol.ToString()], none.ToString().Split('\n'));
        XDocument.Parse(none.ToSvg());
    }

    [Fact]
    public void Without_pictures_the_model_s_own_frames_are_shown()
    {
        var sheet = RetrievalSheet.Clips(Report, [1], count: 1);
        // Normalised values of 1: 0.485 + 0.229, in 256 steps, coarsened.
        Assert.InRange(Assert.Single(Images(sheet))[5, 5].R, 178, 186);
    }

    private static IEnumerable<int> Pictures(PictureView view) => Images(view).Select(image => image[5, 5].R / 80);

    private static IEnumerable<PngFile> Images(PictureView view) =>
        Elements(view, "image").Select(e => PngFile.Decode(Convert.FromBase64String(e.Attribute("href")!.Value.Split(',')[1])));

    private static IEnumerable<XElement> Elements(PictureView view, string name) => XDocument.Parse(view.ToSvg()).Descendants().Where(e => e.Name.LocalName == name);
}
