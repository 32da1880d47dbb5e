using InternVideo2.Data;

namespace InternVideo2.Language;

/// <summary>Draws in proportion to weights, the same on every platform.</summary>
internal static class WeightedDraw
{
    /// <summary>A place, drawn in proportion to its weight.</summary>
    /// <param name="weights">Each 0 or more, not all 0.</param>
    /// <param name="draws">One draw is taken.</param>
    public static int Place(ReadOnlySpan<float> weights, SeededRandom draws)
    {
        var total = 0.0;
        foreach (var weight in weights) total += weight;
        var rest = draws.NextDouble() * total;
        var last = -1;
        for (var i = 0; i < weights.Length; i++)
        {
            if (!(weights[i] > 0)) continue;
            last = i;
            rest -= weights[i];
            if (rest < 0) return i;
        }
        return last >= 0 ? last : throw new InvalidOperationException("There is nothing to draw from: every token has been ruled out, or the scores are no numbers.");
    }

    /// <summary>Several different places, each drawn in proportion to the weights of those that are left.</summary>
    /// <param name="weights">Each 0 or more.</param>
    /// <param name="count">At most as many places as have a weight above 0 are drawn.</param>
    /// <param name="draws">One draw is taken for each.</param>
    public static int[] Places(ReadOnlySpan<float> weights, int count, SeededRandom draws)
    {
        var left = weights.ToArray();
        var places = new List<int>(count);
        while (places.Count < count && Array.Exists(left, weight => weight > 0))
        {
            places.Add(Place(left, draws));
            left[places[^1]] = 0;
        }
        return [.. places];
    }
}
