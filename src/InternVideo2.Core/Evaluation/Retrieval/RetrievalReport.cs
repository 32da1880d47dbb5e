using System.Globalization;
using System.Text;

namespace InternVideo2.Evaluation;

/// <summary>The result of a retrieval test: never without its protocol.</summary>
/// <param name="Set">What was searched.</param>
/// <param name="Protocol">How.</param>
/// <param name="Scores">Every score.</param>
/// <param name="Results">One for each kind of scores.</param>
public sealed record RetrievalReport(RetrievalSet Set, RetrievalProtocol Protocol, RetrievalScores Scores, IReadOnlyList<RetrievalScore> Results)
{
    /// <summary>The result of one kind.</summary>
    /// <exception cref="ArgumentException">It was not tested.</exception>
    public RetrievalScore this[ScoreKind kind] => Results.FirstOrDefault(result => result.Kind == kind)
        ?? throw new ArgumentException($"There is no result of kind {kind}; there are {string.Join(", ", Results.Select(result => result.Kind))}.", nameof(kind));

    /// <summary>R@1 of a guess: for each query the share of right items, averaged.</summary>
    public double Chance(RetrievalDirection direction) => direction == RetrievalDirection.MediaToText
        ? Set.Truth.TextsOf.Average(texts => (double)texts.Count / Set.Truth.MediaOf.Count)
        : Set.Truth.MediaOf.Average(media => (double)media.Count / Set.Truth.TextsOf.Count);

    /// <summary>The protocol and a table: percentages with their intervals.</summary>
    public override string ToString()
    {
        var text = new StringBuilder().AppendLine(CultureInfo.InvariantCulture, $"{Protocol}");
        text.Append(CultureInfo.InvariantCulture, $"{"",-10} {"R@1",18} {"R@5",18} {"R@10",18} {"mean",18} {"median rank",12}");
        foreach (var result in Results)
        {
            foreach (var ranks in result.Directions)
            {
                var cells = RetrievalRanks.Depths.Select(depth => Cell(ranks.Recall(depth).Value, ranks.RecallInterval(depth))).Append(Cell(ranks.MeanRecall, ranks.MeanRecallInterval));
                text.AppendLine().Append(CultureInfo.InvariantCulture, $"{result.Name,-5} {ranks.Name,-4} {string.Join(' ', cells)} {ranks.MedianRank,12:0.#}");
            }
        }
        text.AppendLine().Append(CultureInfo.InvariantCulture, $"chance     R@1 {100 * Chance(RetrievalDirection.MediaToText):0.0} (v2t), {100 * Chance(RetrievalDirection.TextToMedia):0.0} (t2v)");
        return text.ToString();
    }

    private static string Cell(double share, Interval interval) =>
        string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.0} [{100 * interval.Low:0.0}, {100 * interval.High:0.0}]").PadLeft(18);
}
