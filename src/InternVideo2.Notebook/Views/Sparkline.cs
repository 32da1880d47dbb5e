namespace InternVideo2.Notebook;

/// <summary>A curve of eight heights in one line of text.</summary>
internal static class Sparkline
{
    private const string Levels = "▁▂▃▄▅▆▇█";

    /// <summary>At most <paramref name="width"/> characters; longer series are averaged. What is not finite is a space.</summary>
    public static string Draw(IReadOnlyList<double> values, int width)
    {
        var stretch = (values.Count + width - 1) / width;
        double[] heights = stretch <= 1 ? [.. values] : [.. values.Chunk(stretch).Select(part => part.Average())];
        var finite = heights.Where(double.IsFinite).ToList();
        if (finite.Count == 0) return "";
        var (low, span) = (finite.Min(), finite.Max() - finite.Min());
        return string.Concat(heights.Select(v => !double.IsFinite(v) ? ' ' : Levels[span > 0 ? (int)Math.Round((v - low) / span * (Levels.Length - 1)) : 0]));
    }
}
