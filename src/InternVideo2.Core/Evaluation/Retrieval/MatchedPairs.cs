namespace InternVideo2.Evaluation;

/// <summary>What the matching head said: for each query its candidates, in the order they were chosen, with the logit of "they belong together".</summary>
/// <param name="TextsOf">For each medium.</param>
/// <param name="MediaOf">For each text.</param>
public sealed record MatchedPairs(IReadOnlyList<IReadOnlyList<RankedItem>> TextsOf, IReadOnlyList<IReadOnlyList<RankedItem>> MediaOf)
{
    /// <summary>The score of what was no candidate (stage 2, 13.1).</summary>
    public const float Elsewhere = -100;

    /// <summary>The scores as a matrix, what was no candidate at <see cref="Elsewhere"/>.</summary>
    public ScoreMatrix Matrix(RetrievalDirection direction)
    {
        var (queries, items) = direction == RetrievalDirection.MediaToText ? (TextsOf, MediaOf.Count) : (MediaOf, TextsOf.Count);
        var values = new float[queries.Count * items];
        Array.Fill(values, Elsewhere);
        foreach (var (query, candidates) in queries.Index())
        {
            foreach (var candidate in candidates) values[(query * items) + candidate.Item] = candidate.Score;
        }
        return new(queries.Count, items, values);
    }
}
