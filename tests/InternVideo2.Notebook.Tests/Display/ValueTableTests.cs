using InternVideo2.Data;
using InternVideo2.Notebook.Tests.Tensors;
using InternVideo2.Training;
using InternVideo2.Video;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Notebook.Tests.Display;

/// <summary>The package's own records are shown as tables; what came from files is encoded in them.</summary>
[Collection(TensorCollection.Name)]
public sealed class ValueTableTests
{
    private static IReadOnlyDictionary<string, string> Show(object value)
    {
        Assert.True(new ForeignFormatterSource().TryFormat(value, out var bundle, out _));
        Assert.Equal(["text/html", "text/plain"], bundle.Keys.Order());
        return bundle;
    }

    [Fact]
    public void Video_facts_name_what_the_container_does_not_state()
    {
        var video = new VideoStreamInfo(0, "vp8", null, 320, 240, 90, new(24, 1), new(1, 1000), null, null);
        var bundle = Show(new VideoInfo("clips/<a>.webm", "matroska,webm", null, 0, video, null));
        Assert.Contains("vp8, 240 × 320, pixel format unknown", bundle["text/plain"]);
        Assert.Contains("not stated", bundle["text/plain"]);
        Assert.Contains("&lt;a&gt;.webm", bundle["text/html"]);
    }

    [Fact]
    public void Losses_end_with_their_weighted_total()
    {
        using var scope = NewDisposeScope();
        var lines = Show(new Losses(tensor(1.75f), [("spatial/middle", tensor(1.5f)), ("motion", tensor(0.25f))]))["text/plain"].Split('\n');
        Assert.Equal(["loss", "spatial/middle", "motion", "weighted total"], new[] { 0, 2, 3, 4 }.Select(i => lines[i].Split("  ")[0]));
        Assert.EndsWith("1.75", lines[4]);
    }

    [Fact]
    public void A_clip_list_shows_cuts_and_captions()
    {
        var manifest = ClipManifest.Parse("""{"id": "one", "video": "a.mp4", "start": 0.5, "end": 2, "caption": "A <b>dog</b>."}""", "list", Path.GetTempPath());
        var bundle = Show(manifest);
        Assert.Contains("0.5 – 2 s", bundle["text/plain"]);
        Assert.Contains("A &lt;b&gt;dog&lt;/b&gt;.", bundle["text/html"]);
    }
}
