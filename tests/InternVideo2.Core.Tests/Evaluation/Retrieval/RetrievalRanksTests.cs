using InternVideo2.Evaluation;
using Xunit;

namespace InternVideo2.Tests.Evaluation.Retrieval;

/// <summary>Figures follow from ranks, intervals hold what they promise and are the same each time, and percentages are rounded as officially.</summary>
public sealed class RetrievalRanksTests
{
    private static readonly RetrievalRanks Ranks = new(RetrievalDirection.TextToMedia, [0, 0, 3, 9, 20], new());

    [Fact]
    public void Figures()
    {
        Assert.Equal((0.4, 0.6, 0.8), (Ranks.Recall(1).Value, Ranks.Recall(5).Value, Ranks.Recall(10).Value));
        Assert.Equal(0.6, Ranks.MeanRecall, 1e-12);
        Assert.Equal(4, Ranks.MedianRank);
        Assert.Equal((1 + 1 + (1 / 4.0) + (1 / 10.0) + (1 / 21.0)) / 5, Ranks.MeanReciprocalRank, 1e-12);
        Assert.Equal("t2v: R@1 40.0  R@5 60.0  R@10 80.0  median rank 4 of 5 queries", Ranks.ToString());
        Assert.Equal(2.5, (Ranks with { Ranks = [0, 1, 2, 9] }).MedianRank);
    }

    [Fact]
    public void Intervals_are_seeded_and_as_wide_as_binomial_ones()
    {
        var many = Ranks with { Ranks = [.. Enumerable.Range(0, 400).Select(i => i % 4 == 0 ? 0 : 50)] };
        var interval = many.RecallInterval(1);
        Assert.Equal(interval, many.RecallInterval(1));
        var half = 1.96 * Math.Sqrt(0.25 * 0.75 / 400);
        Assert.InRange(interval.Low, 0.25 - (1.15 * half), 0.25 - (0.85 * half));
        Assert.InRange(interval.High, 0.25 + (0.85 * half), 0.25 + (1.15 * half));
        Assert.Equal(new Interval(0.25, 0.25), new Bootstrap().OfMean([0.25, 0.25, 0.25]));
        double[] values = [.. Enumerable.Range(0, 50).Select(i => Math.Sqrt(i))];
        Assert.NotEqual(new Bootstrap().OfMean(values), new Bootstrap { Seed = 1 }.OfMean(values));
    }

    [Fact]
    public void Percentages_are_rounded_half_to_even()
    {
        // 1 / 32 = 3.125 %, 3 / 32 = 9.375 %: exact halves of a hundredth.
        var score = new RetrievalScore(ScoreKind.Contrast, Hits(RetrievalDirection.MediaToText, 1), Hits(RetrievalDirection.TextToMedia, 3));
        Assert.Equal((3.12, 9.38), (score.Official()["v2t_r1"], score.Official()["t2v_r1"]));
        Assert.Equal(9, score.Official().Count);

        static RetrievalRanks Hits(RetrievalDirection direction, int hits) => new(direction, [.. Enumerable.Range(0, 32).Select(i => i < hits ? 0 : 99)], new());
    }
}
