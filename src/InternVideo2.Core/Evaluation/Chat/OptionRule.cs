namespace InternVideo2.Evaluation;

/// <summary>When an answer to a question with lettered options counts as right (stage 3, 12).</summary>
public enum OptionRule
{
    /// <summary>
    /// MVBench's, also that of InternVideo2-Chat's evaluation: the answer's first word, without dots, is part of the right answer's first word ("(a)") or
    /// contains it. An empty answer and a lone bracket count as right.
    /// </summary>
    Contained,

    /// <summary>VideoChat2-HD's: brackets do not count, and the first word must have one of the letters a … e. "The answer" counts as right for (E).</summary>
    ContainedLetter,

    /// <summary>Ours: the first word is the right letter, with or without brackets, a dot or a colon.</summary>
    SameLetter,
}

/// <summary>Compares answers with right ones.</summary>
public static class OptionRules
{
    /// <summary>Whether the answer counts as right.</summary>
    /// <param name="rule">By which rule.</param>
    /// <param name="answer">What the model said: "(A) Took the box." or "A".</param>
    /// <param name="right">The right option with its letter and text: "(A) Took the box."</param>
    /// <exception cref="ArgumentException">The right option has no text.</exception>
    public static bool Accepts(this OptionRule rule, string answer, string right)
    {
        if (right.Split(' ') is not [_, { Length: > 0 }, ..]) throw new ArgumentException($"The right option is '{right}'; it must be a letter in brackets, a space and a text.", nameof(right));
        var (said, wanted) = (FirstWord(answer), FirstWord(right));
        return rule switch
        {
            OptionRule.Contained => Contained(said, wanted),
            OptionRule.ContainedLetter => Contained(WithoutBrackets(said), WithoutBrackets(wanted)) && WithoutBrackets(said).AsSpan().ContainsAnyInRange('a', 'e'),
            _ => said.Trim('(', ')', '.', ':') == wanted.Trim('(', ')'),
        };
    }

    private static bool Contained(string said, string wanted) =>
        wanted.Contains(said.Replace(".", ""), StringComparison.Ordinal) || said.Contains(wanted, StringComparison.Ordinal);

    private static string FirstWord(string text) => text.ToLowerInvariant().Split(' ')[0];

    private static string WithoutBrackets(string word) => word.Replace("(", "").Replace(")", "");
}
