using InternVideo2.Text;

namespace InternVideo2.Evaluation;

/// <summary>How near a free answer is to the right ones. Both are cleaned as captions are: lower case, no punctuation.</summary>
/// <param name="IsExact">It is one of them, word for word.</param>
/// <param name="F1">Harmonic mean of the shares of its words that stand in a right answer and of that answer's words that stand in it, each as often; of several right answers the best. 0 … 1.</param>
public readonly record struct AnswerMatch(bool IsExact, double F1)
{
    /// <summary>Compares an answer.</summary>
    /// <param name="answer">What was said.</param>
    /// <param name="rights">One or more right answers.</param>
    public static AnswerMatch Of(string answer, params IReadOnlyList<string> rights)
    {
        if (rights.Count == 0) throw new ArgumentException("There is no right answer to compare with.", nameof(rights));
        var said = Words(answer);
        var wanted = rights.Select(Words).ToList();
        return new(wanted.Any(words => words.SequenceEqual(said)), wanted.Max(words => Overlap(said, words)));
    }

    private static string[] Words(string text) => CaptionText.Clean(text).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private static double Overlap(string[] said, string[] wanted)
    {
        if (said.Length + wanted.Length == 0) return 1;
        var counts = wanted.CountBy(word => word).ToDictionary();
        var common = said.CountBy(word => word).Sum(word => Math.Min(word.Value, counts.GetValueOrDefault(word.Key)));
        return 2.0 * common / (said.Length + wanted.Length);
    }
}
