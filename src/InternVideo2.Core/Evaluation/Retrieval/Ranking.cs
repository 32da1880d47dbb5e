namespace InternVideo2.Evaluation;

/// <summary>An item of a ranked list.</summary>
/// <param name="Item">Its column.</param>
/// <param name="Score">Its score.</param>
public readonly record struct RankedItem(int Item, float Score);

/// <summary>
/// Orders items by score. Of equal scores the later item comes first: the stable form of the official ascending sort read backwards (stage 2, 13.1).
/// </summary>
public static class Ranking
{
    /// <summary>The best items of a query, the best first.</summary>
    /// <param name="scores">One per item.</param>
    /// <param name="count">1 or more; fewer are returned when there are fewer.</param>
    public static IReadOnlyList<RankedItem> First(ReadOnlySpan<float> scores, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var items = new RankedItem[scores.Length];
        for (var i = 0; i < items.Length; i++) items[i] = new(i, scores[i]);
        return [.. items.OrderByDescending(item => item.Score).ThenByDescending(item => item.Item).Take(count)];
    }

    /// <summary>The place, from 0, at which the first right item of a query comes.</summary>
    /// <param name="scores">One per item.</param>
    /// <param name="right">The right items; one or more.</param>
    public static int BestRank(ReadOnlySpan<float> scores, IReadOnlyList<int> right)
    {
        var best = right[0];
        foreach (var item in right)
        {
            if (scores[item] > scores[best] || (scores[item] == scores[best] && item > best)) best = item;
        }
        var rank = 0;
        for (var i = 0; i < scores.Length; i++)
        {
            if (scores[i] > scores[best] || (scores[i] == scores[best] && i > best)) rank++;
        }
        return rank;
    }
}
