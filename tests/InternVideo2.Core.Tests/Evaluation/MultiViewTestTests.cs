using InternVideo2.Data;
using InternVideo2.Evaluation;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Evaluation;

/// <summary>Every view of every clip is asked for once; broken clips are listed within their limit.</summary>
public sealed class MultiViewTestTests
{
    private static readonly ClipManifest Clips = ClipManifest.Parse(
        string.Join("\n", Enumerable.Range(0, 5).Select(i => $$"""{"id":"{{i}}","video":"{{i}}.mp4","class":{{i % 2}}}""")), "toys", Path.GetTempPath());

    private static readonly ClipLabels Labels = ClipLabels.From(Clips, "class");

    [Fact]
    public void The_mean_of_the_views_decides()
    {
        var asked = new List<long>();
        var report = MultiViewTest.Run(
            views =>
            {
                asked.Add(views.shape[0]);
                // Class 1 gets the value that stands in the view.
                return stack([zeros([views.shape[0]]), views.flatten(1)[TensorIndex.Colon, 0]], 1);
            },
            Clips, Labels, new ToyViews(), viewsAtOnce: 4);

        Assert.Equal([4, 2], asked.Take(2));
        Assert.Equal(10, asked.Count);
        Assert.Equal(1, report.Top1);
        Assert.Equal(["0", "1", "2", "3", "4"], report.Clips.Select(c => c.Id));
        Assert.StartsWith("5 clips: top-1 100", report.ToString());
    }

    [Fact]
    public void Broken_clips_are_listed_and_do_not_count()
    {
        var done = new List<MultiViewProgress>();
        var report = MultiViewTest.Run(Zero, Clips, Labels, new ToyViews { Broken = "1" }, maxBrokenClips: 1, progress: new Immediate(done.Add));

        Assert.Equal(["1"], report.Broken.Select(e => e.Clip.Id));
        Assert.Equal(0.75, report.Top1);
        Assert.Equal(new MultiViewProgress(5, 5, 0.75), done[^1]);
    }

    [Fact]
    public void The_first_broken_clip_ends_a_test_that_allows_none() =>
        Assert.Throws<ClipException>(() => MultiViewTest.Run(Zero, Clips, Labels, new ToyViews { Broken = "1" }));

    [Fact]
    public void Can_be_cancelled()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => MultiViewTest.Run(Zero, Clips, Labels, new ToyViews(), cancellation: source.Token));
    }

    private static Tensor Zero(Tensor views) => zeros([views.shape[0], 2]);

    private sealed class Immediate(Action<MultiViewProgress> report) : IProgress<MultiViewProgress>
    {
        public void Report(MultiViewProgress value) => report(value);
    }

    /// <summary>Two segments of three crops; one view of six is very wrong, the others hold ±1 by the clip's class.</summary>
    private sealed class ToyViews : IClipViews
    {
        public string Broken { get; init; } = "";

        public int Segments => 2;

        public int Crops => 3;

        public Tensor Load(ClipEntry clip, CancellationToken cancellation)
        {
            if (clip.Id == Broken) throw new ClipException(clip, "told to fail.");
            var right = int.Parse(clip.Id) % 2 == 1 ? 1f : -1f;
            return tensor(new[] { -100 * right, right, right, right, right, right }).view(6, 1, 1, 1, 1).repeat(1, 3, 1, 1, 1);
        }
    }
}
