using System.Globalization;

namespace InternVideo2.Evaluation;

/// <summary>In which direction is searched.</summary>
public enum RetrievalDirection
{
    /// <summary>Media ask, texts are found (official "v2t").</summary>
    MediaToText,

    /// <summary>Texts ask, media are found (official "t2v").</summary>
    TextToMedia,
}

/// <summary>How early the right item came, for each query of one direction.</summary>
/// <param name="Direction">Who asks whom.</param>
/// <param name="Ranks">For each query the place of the first right item, from 0.</param>
/// <param name="Bootstrap">How intervals are drawn.</param>
public sealed record RetrievalRanks(RetrievalDirection Direction, IReadOnlyList<int> Ranks, Bootstrap Bootstrap)
{
    /// <summary>The places that are reported.</summary>
    public static readonly IReadOnlyList<int> Depths = [1, 5, 10];

    /// <summary>"v2t" or "t2v", for media of any type.</summary>
    public string Name => Direction == RetrievalDirection.MediaToText ? "v2t" : "t2v";

    /// <summary>The mean of R@1, R@5 and R@10, 0 … 1.</summary>
    public double MeanRecall => Depths.Average(depth => Recall(depth).Value);

    /// <summary>The middle of the places, counted from 1.</summary>
    public double MedianRank
    {
        get
        {
            int[] sorted = [.. Ranks.Order()];
            return 1 + ((sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2.0);
        }
    }

    /// <summary>The mean of 1 / place, places counted from 1; 0 … 1.</summary>
    public double MeanReciprocalRank => Ranks.Average(rank => 1.0 / (rank + 1));

    /// <param name="scores">Queries × items.</param>
    /// <param name="direction">Who asks whom.</param>
    /// <param name="right">For each query its right items.</param>
    /// <param name="bootstrap">How intervals are drawn; null: the defaults.</param>
    /// <exception cref="ArgumentException">Another number of queries.</exception>
    public static RetrievalRanks Of(ScoreMatrix scores, RetrievalDirection direction, IReadOnlyList<IReadOnlyList<int>> right, Bootstrap? bootstrap = null)
    {
        if (right.Count != scores.Rows) throw new ArgumentException($"{scores.Rows} rows of scores, but right items for {right.Count} queries.", nameof(right));
        return new(direction, [.. right.Select((items, row) => Ranking.BestRank(scores.Row(row), items))], bootstrap ?? new());
    }

    /// <summary>R@<paramref name="depth"/>: the share of queries with a right item among their first ones.</summary>
    /// <param name="depth">1 or more.</param>
    public Proportion Recall(int depth) => new(Ranks.Count(rank => rank < depth), Ranks.Count);

    /// <summary>Where R@<paramref name="depth"/> lies for other queries of the same kind.</summary>
    public Interval RecallInterval(int depth) => Bootstrap.OfMean([.. Ranks.Select(rank => rank < depth ? 1.0 : 0)]);

    /// <summary>Where <see cref="MeanRecall"/> lies for other queries of the same kind.</summary>
    public Interval MeanRecallInterval => Bootstrap.OfMean([.. Ranks.Select(rank => Depths.Average(depth => rank < depth ? 1.0 : 0))]);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Name}: {string.Join("  ", Depths.Select(depth => string.Create(CultureInfo.InvariantCulture, $"R@{depth} {100 * Recall(depth).Value:0.0}")))}  median rank {MedianRank:0.#} of {Ranks.Count} queries");
}
