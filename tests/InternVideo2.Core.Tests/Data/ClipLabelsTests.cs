using InternVideo2.Data;
using InternVideo2.Data.MovingShapes;
using Xunit;

namespace InternVideo2.Tests.Data;

/// <summary>Classes come from factors or columns, in an order that does not depend on the list's, and every mistake is named.</summary>
public sealed class ClipLabelsTests
{
    private static ClipManifest Manifest(params string[] columns) => ClipManifest.Parse(
        string.Join("\n", columns.Index().Select(c => $$"""{"id":"{{c.Index}}","video":"{{c.Index}}.mp4",{{c.Item}}}""")), "list", Path.GetTempPath());

    [Fact]
    public void Numbers_are_ordered_by_size_and_texts_by_letters()
    {
        Assert.Equal(["2", "10"], ClipLabels.From(Manifest("\"label\":10", "\"label\":2"), "label").Names);
        var texts = ClipLabels.From(Manifest("\"label\":\"run\"", "\"label\":\"jump\"", "\"label\":\"run\""), "label");
        Assert.Equal(["jump", "run"], texts.Names);
        Assert.Equal([1, 0, 1], new[] { "0", "1", "2" }.Select(id => texts[id]));
    }

    [Fact]
    public void Factors_are_labels()
    {
        var clips = MovingShapesSet.Manifest(ShapesSplit.Train, 50);
        var labels = ClipLabels.From(clips, "motion");

        Assert.All(clips.Clips, clip => Assert.Equal(clip.Factors["motion"], labels.Names[labels[clip.Id]]));
    }

    [Fact]
    public void Given_names_number_the_classes_and_refuse_others()
    {
        Assert.Equal(2, ClipLabels.From(Manifest("\"label\":\"c\""), "label", ["a", "b", "c"])["0"]);
        var error = Assert.Throws<ManifestException>(() => ClipLabels.From(Manifest("\"label\":\"d\""), "label", ["a", "b", "c"]));
        Assert.Contains("'d'", error.Message);
        Assert.Contains("a, b, c", error.Message);
    }

    [Fact]
    public void Says_which_clip_has_no_label()
    {
        Assert.Contains("'label'; found: kind", Assert.Throws<ManifestException>(() => ClipLabels.From(Manifest("\"kind\":1"), "label")).Message);
        Assert.Contains("'x' has no label", Assert.Throws<KeyNotFoundException>(() => ClipLabels.From(Manifest("\"kind\":1"), "kind")["x"]).Message);
    }

    [Fact]
    public void The_fingerprint_changes_with_a_label()
    {
        string Of(params string[] columns) => ClipLabels.From(Manifest(columns), "label", ["0", "1"]).Fingerprint;
        Assert.Equal(Of("\"label\":0", "\"label\":1"), Of("\"label\":0", "\"label\":1"));
        Assert.NotEqual(Of("\"label\":0", "\"label\":1"), Of("\"label\":1", "\"label\":1"));
    }
}
