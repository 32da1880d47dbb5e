namespace InternVideo2.Notebook;

/// <summary>A question about a clip and what was answered.</summary>
/// <param name="Question">What was asked.</param>
/// <param name="Answer">What was answered, as far as it has come.</param>
public sealed record ConversationTurn(string Question, string Answer)
{
    /// <summary>The right answer, shown where it is not the one given; null: not known.</summary>
    public string? Expected { get; init; }

    /// <summary>Whether the answer counts as right. Default: whether it is <see cref="Expected"/>, capitals and spaces at its ends apart; null where that is not known.</summary>
    public bool? IsRight
    {
        get => field ?? (Expected is null ? null : string.Equals(Answer.Trim(), Expected.Trim(), StringComparison.OrdinalIgnoreCase));
        init;
    }

    /// <summary>Whether more of the answer may come.</summary>
    public bool IsOpen { get; init; }

    /// <summary>A word about the answer, such as how fast it came.</summary>
    public string Note { get; init; } = "";

    /// <summary>Question and answer below each other, with a mark where it is known whether it is right.</summary>
    public override string ToString() => string.Join('\n', new[] { $"  ? {Question}", $"  {Mark} {(IsOpen ? $"{Answer} …" : Said)}", Remark.Length > 0 ? $"      {Remark}" : "" }.Where(line => line.Length > 0));

    /// <summary>What stands below the answer; empty: nothing.</summary>
    internal string Remark => string.Join(" · ", new[] { !IsOpen && IsRight == false && Expected is not null ? $"right: {Expected}" : "", Note }.Where(part => part.Length > 0));

    /// <summary>The answer; where it is empty, a word that says so.</summary>
    internal string Said => Answer.Trim().Length > 0 ? Answer : "(no answer)";

    private char Mark => IsOpen ? '>' : IsRight switch { true => '✓', false => '✗', null => '>' };
}
