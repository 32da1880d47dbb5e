namespace InternVideo2.Language;

/// <summary>Whether a text is finished: by an end token, or by a sequence of tokens at its end.</summary>
internal sealed class StopRule(GenerationOptions options)
{
    /// <param name="ids">The new tokens, the last one just chosen.</param>
    /// <returns>Why the text ends; null: it goes on.</returns>
    public GenerationEnd? EndOf(IReadOnlyList<int> ids)
    {
        if (options.Ends.Contains(ids[^1])) return GenerationEnd.EndToken;
        return options.StopSequences.Any(sequence => EndsWith(ids, sequence)) ? GenerationEnd.StopSequence : null;
    }

    private static bool EndsWith(IReadOnlyList<int> ids, IReadOnlyList<int> sequence)
    {
        if (ids.Count < sequence.Count) return false;
        for (var i = 1; i <= sequence.Count; i++)
        {
            if (ids[^i] != sequence[^i]) return false;
        }
        return true;
    }
}
