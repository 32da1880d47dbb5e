using System.Text;

namespace InternVideo2.Video;

/// <summary>ffmpeg's select expression for a set of frame numbers: a sum of runs, true for the wanted frames.</summary>
internal static class SelectExpression
{
    /// <summary>
    /// Most runs one expression names. ffmpeg evaluates all of them for every frame, and an argument has a greatest length; beyond this
    /// the caller reads everything between the first and the last and drops the rest.
    /// </summary>
    public const int MaxRuns = 256;

    /// <summary>The expression, or null if it would name more than <see cref="MaxRuns"/> runs.</summary>
    /// <param name="sorted">Distinct frame numbers in ascending order.</param>
    public static string? For(IReadOnlyList<int> sorted)
    {
        var text = new StringBuilder();
        int runs = 0;
        for (int i = 0; i < sorted.Count; runs++)
        {
            int first = i++;
            while (i < sorted.Count && sorted[i] == sorted[i - 1] + 1)
            {
                i++;
            }

            if (runs == MaxRuns)
            {
                return null;
            }

            text.Append(runs > 0 ? "+" : "").Append(Run(sorted[first], sorted[i - 1]));
        }

        return text.ToString();
    }

    private static string Run(int first, int last) => first == last ? $"eq(n,{first})" : $"between(n,{first},{last})";
}
