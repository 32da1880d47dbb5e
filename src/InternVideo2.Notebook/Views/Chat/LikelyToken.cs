namespace InternVideo2.Notebook;

/// <summary>A token that a language model wrote, and how sure it was.</summary>
/// <param name="Text">What it reads; may begin with a space.</param>
/// <param name="Probability">p that the model gave it, 0 … 1.</param>
public sealed record LikelyToken(string Text, double Probability)
{
    /// <summary>What else the model thought of, the likeliest first; may have the token itself.</summary>
    public IReadOnlyList<(string Text, double Probability)> Others { get; init; } = [];

    /// <summary>Text on one line in which spaces and line ends can be seen.</summary>
    internal static string Visible(string text) => text.Length == 0 ? "∅" : text.Replace("\n", "⏎").Replace(' ', '·');
}
