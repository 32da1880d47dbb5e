using InternVideo2.Evaluation;

namespace InternVideo2.Notebook;

/// <summary>Turns queries of a report into rows: the best items, and the right one at the end where it is not among them.</summary>
internal sealed class RetrievalRows(RetrievalReport report, RetrievalDirection direction, ScoreKind kind, int count)
{
    private readonly ScoreMatrix _scores = report.Scores.Matrix(kind, direction);
    private readonly RetrievalRanks _ranks = report[kind][direction];
    private readonly GroundTruth _truth = report.Set.Truth;

    public RetrievalRow Row(int query) => direction == RetrievalDirection.TextToMedia ? OfText(query) : OfMedium(query);

    private RetrievalRow OfText(int text)
    {
        var found = Found(text, _truth.MediaOf[text]);
        return new(
            report.Set.Texts[text],
            [.. found.Select(item => new RetrievedPicture(item.Item, Label(item), report.Set.Texts[_truth.TextsOf[item.Item][0]], item.IsRight))], []);
    }

    private RetrievalRow OfMedium(int medium)
    {
        var found = Found(medium, _truth.TextsOf[medium]);
        return new(
            report.Set.Clips[medium].Id, [new RetrievedPicture(medium, "", "", false)],
            [.. found.Select(item => new RetrievedLine($"{Label(item)}  {report.Set.Texts[item.Item]}", item.IsRight))]);
    }

    private List<(int Item, int Place, float Score, bool IsRight)> Found(int query, IReadOnlyList<int> right)
    {
        var scores = _scores.Row(query);
        var rank = _ranks.Ranks[query];
        var found = Ranking.First(scores, count).Select((item, place) => (item.Item, place, item.Score, right.Contains(item.Item))).ToList();
        if (rank < count) return found;
        var late = Ranking.First(scores, rank + 1)[rank];
        found.Add((late.Item, rank, late.Score, true));
        return found;
    }

    private static string Label((int Item, int Place, float Score, bool IsRight) item) => item.Score == MatchedPairs.Elsewhere
        ? FormattableString.Invariant($"{item.Place + 1}. no candidate")
        : FormattableString.Invariant($"{item.Place + 1}. {item.Score:0.00}");
}
