using System.Xml.Linq;
using Xunit;

namespace InternVideo2.Notebook.Tests.Views.Chat;

/// <summary>A conversation shows frames of its clip, every question and answer in full, and what is right; the same in words.</summary>
public sealed class ConversationViewTests
{
    [Fact]
    public void Questions_and_answers_are_marked()
    {
        var view = new ConversationView(TestClips.Bright(2, 16), [
            new("What <b>moves</b>?", "a red star") { Expected = " A red star" },
            new("Is it fast?", "Slow.") { Expected = "Fast." },
            new("And then?", "it stops"),
            new("And then?", " "),
        ]);
        Assert.Equal(
            [
                "bright.mp4: 2 frames · 16 × 16 · 0.00–0.50 s", "  ? What <b>moves</b>?", "  ✓ a red star", "  ? Is it fast?", "  ✗ Slow.", "      right: Fast.",
                "  ? And then?", "  > it stops", "  ? And then?", "  > (no answer)",
            ], view.ToString().Split('\n'));
        var svg = XDocument.Parse(view.ToSvg());
        Assert.Equal(2, Elements(svg, "image").Count());
        Assert.Single(Elements(svg, "text"), text => text.Value == "What <b>moves</b>?");
        Assert.Equal(["✓", "✗"], Elements(svg, "text").Select(text => text.Value).Where(text => text is "✓" or "✗"));
        Assert.Equal(["image/png", "text/plain"], view.ToMimeBundle().Keys.Order());
    }

    [Fact]
    public void Long_answers_are_wrapped_and_make_the_picture_taller()
    {
        var words = string.Join(' ', Enumerable.Repeat("counterclockwise", 40));
        var (brief, full) = (View("yes"), View(words));
        Assert.True(Height(full) > Height(brief) + 100);
        Assert.Equal(words, string.Join(' ', Elements(full, "text").Select(text => text.Value).Where(text => text.StartsWith("counterclockwise", StringComparison.Ordinal))));

        static XDocument View(string answer) => XDocument.Parse(new ConversationView(TestClips.Bright(1, 16), [new("?", answer)]).ToSvg());
        static double Height(XDocument svg) => double.Parse(svg.Root!.Attribute("height")!.Value, System.Globalization.CultureInfo.InvariantCulture);
    }

    [Fact]
    public void Of_many_frames_eight_are_shown()
    {
        var view = new ConversationView(TestClips.Bright(30, 16), []);
        Assert.Equal(8, Elements(XDocument.Parse(view.ToSvg()), "image").Count());
        Assert.Contains(Elements(XDocument.Parse(view.ToSvg()), "text"), text => text.Value.EndsWith("8 of them shown", StringComparison.Ordinal));
    }

    private static IEnumerable<XElement> Elements(XDocument svg, string name) => svg.Descendants().Where(element => element.Name.LocalName == name);
}
