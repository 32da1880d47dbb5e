using System.Globalization;

namespace InternVideo2.Evaluation;

/// <summary>How well one kind of scores finds what belongs together, in both directions.</summary>
public sealed record RetrievalScore(ScoreKind Kind, RetrievalRanks MediaToText, RetrievalRanks TextToMedia)
{
    /// <summary>"sim", "dsl" or "match".</summary>
    public string Name => Kind switch
    {
        ScoreKind.Contrast => "sim",
        ScoreKind.DualSoftmax => "dsl",
        _ => "match",
    };

    public IReadOnlyList<RetrievalRanks> Directions => [MediaToText, TextToMedia];

    public RetrievalRanks this[RetrievalDirection direction] => direction == RetrievalDirection.MediaToText ? MediaToText : TextToMedia;

    /// <summary>The mean of both directions' <see cref="RetrievalRanks.MeanRecall"/>, 0 … 1.</summary>
    public double MeanRecall => (MediaToText.MeanRecall + TextToMedia.MeanRecall) / 2;

    /// <summary>The official table: v2t_r1, v2t_r5, v2t_r10, v2t_r_mean, the same for t2v, r_mean; percentages with two decimals.</summary>
    public IReadOnlyDictionary<string, double> Official()
    {
        var table = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var direction in Directions)
        {
            foreach (var depth in RetrievalRanks.Depths) table.Add(FormattableString.Invariant($"{direction.Name}_r{depth}"), Rounded(direction.Recall(depth).Value));
            table.Add($"{direction.Name}_r_mean", Rounded(direction.MeanRecall));
        }
        table.Add("r_mean", Rounded(MeanRecall));
        return table;
    }

    // As Python rounds: the exact binary value, halves to even.
    private static double Rounded(double share) =>
        (double)Math.Round(decimal.Parse((100 * share).ToString("F25", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture), 2, MidpointRounding.ToEven);
}
