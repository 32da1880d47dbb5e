using InternVideo2.Evaluation;
using InternVideo2.Tests.Golden;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Evaluation;

/// <summary>Views are merged, ranked and counted as in the official test.</summary>
public sealed class ViewMergeTests
{
    [GoldenTheory("merge_views")]
    public void Merged_views_are_the_official_ones(string file)
    {
        using var golden = new GoldenFile(file);
        using var scope = NewDisposeScope();
        using var logits = golden.Read("in.logits");
        var (videos, segments, crops) = (golden.Int("videos"), golden.Int("segments"), golden.Int("crops"));
        var merge = new ViewMerge();
        for (var video = 0; video < videos; video++)
        {
            for (var view = 0; view < segments * crops; view++)
            {
                using var one = logits[video, view / crops, view % crops].contiguous();
                Assert.True(merge.Add($"{video}", view / crops, view % crops, one.data<float>().ToArray()));
            }
        }
        // The padded duplicate that the official run met.
        Assert.False(merge.Add("0", 0, 0, new float[golden.Int("classes")]));

        var labels = golden.Read("in.label").data<long>().ToArray();
        var report = ClassificationReport.Of(merge.Clips, id => (int)labels[int.Parse(id)]);
        golden.Check("out.mean_softmax", tensor(report.Clips.SelectMany(c => c.Probabilities).Select(p => (float)p).ToArray()).view(videos, -1), 1e-6);
        golden.Check("out.prediction", tensor(report.Clips.Select(c => (long)c.Prediction).ToArray()), 0);
        golden.Check("out.top1_percent", tensor(new[] { (float)(100 * report.Top1) }), 1e-6);
        golden.Check("out.top5_percent", tensor(new[] { (float)(100 * report.Top5) }), 1e-6);
    }

    [Fact]
    public void Ties_are_broken_by_the_class_number()
    {
        var scores = new ClipScores("x", [0.25, 0.25, 0.25, 0.25]);

        Assert.Equal(0, scores.Prediction);
        Assert.Equal([true, true, false, false], Enumerable.Range(0, 4).Select(label => scores.Has(label, 2)));
    }

    [Fact]
    public void Refuses_scores_that_are_not_finite()
    {
        var error = Assert.Throws<ArgumentException>(() => new ViewMerge().Add("clip 7", 1, 2, [0, float.NaN]));

        Assert.Contains("class 1", error.Message);
        Assert.Contains("clip 7", error.Message);
    }

    [Fact]
    public void Large_scores_do_not_overflow()
    {
        var merge = new ViewMerge();
        merge.Add("x", 0, 0, [1000, 1000, -1000]);

        Assert.Equal([0.5, 0.5, 0], merge.Of("x").Probabilities);
    }
}
