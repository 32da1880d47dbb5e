using InternVideo2.Evaluation;
using Xunit;

namespace InternVideo2.Tests.Evaluation.Retrieval;

/// <summary>Scores keep their places through every operation, and ties have one order.</summary>
public sealed class ScoreMatrixTests
{
    private static readonly ScoreMatrix Scores = new(2, 3, [1, 2, 3, 4, 5, 6]);

    [Fact]
    public void Operations()
    {
        Assert.Equal([2, 5], Scores.Transposed().Row(1).ToArray());
        Assert.Equal([2, 5], Scores.MeanOfColumns(3).Transposed().Row(0).ToArray());
        Assert.Equal(1, Scores.Softmax().Row(1).ToArray().Sum(), 1e-6);
        Assert.Equal(Math.Exp(2) / (1 + Math.Exp(2)), new ScoreMatrix(1, 2, [0, 1]).Softmax(2)[0, 1], 1e-6);
        // Over the queries: column 1 holds 2 and 5.
        Assert.Equal(2 / (1 + Math.Exp(3)), Scores.DualSoftmax()[0, 1], 1e-6);
    }

    [Fact]
    public void Wrong_scores_are_refused()
    {
        Assert.Contains("2 × 2 scores need 4 values; there are 3", Assert.Throws<ArgumentException>(() => new ScoreMatrix(2, 2, [1, 2, 3])).Message);
        Assert.Contains("row 1, column 0 is NaN", Assert.Throws<ArgumentException>(() => new ScoreMatrix(2, 2, [1, 2, float.NaN, 4])).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => Scores.MeanOfColumns(2));
    }

    [Fact]
    public void Of_equal_scores_the_later_item_comes_first()
    {
        float[] scores = [3, 7, 7, 1, 3];
        Assert.Equal([2, 1, 4, 0, 3], Ranking.First(scores, 9).Select(item => item.Item));
        Assert.Equal([3, 1, 0, 4, 2], Enumerable.Range(0, 5).Select(item => Ranking.BestRank(scores, [item])));
        Assert.Equal(1, Ranking.BestRank(scores, [0, 1, 3]));
    }
}
