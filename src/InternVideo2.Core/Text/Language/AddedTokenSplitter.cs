using System.Text.RegularExpressions;

namespace InternVideo2.Text;

/// <summary>Cuts added tokens out of a text: the leftmost first, the longest of those that begin there.</summary>
internal sealed class AddedTokenSplitter
{
    private readonly Dictionary<string, AddedToken> tokens;
    private readonly Regex? pattern;

    public AddedTokenSplitter(IEnumerable<AddedToken> tokens)
    {
        this.tokens = tokens.Where(token => token.Text.Length > 0).DistinctBy(token => token.Text).ToDictionary(token => token.Text, StringComparer.Ordinal);
        // Alternatives are tried in order, so longer ones come first.
        var longestFirst = this.tokens.Keys.OrderByDescending(text => text.Length).Select(Regex.Escape);
        if (this.tokens.Count > 0) pattern = new Regex(string.Join('|', longestFirst), RegexOptions.CultureInvariant);
    }

    /// <summary>The text in order: pieces without added tokens (never empty), and added tokens.</summary>
    public IEnumerable<(string Text, AddedToken? Token)> Split(string text)
    {
        var start = 0;
        foreach (Match match in pattern?.Matches(text) ?? Enumerable.Empty<Match>())
        {
            // White space that the token before has taken is no token any more.
            if (match.Index < start) continue;
            var token = tokens[match.Value];
            var before = text[start..match.Index];
            if (token.StripLeft) before = before.TrimEnd();
            if (before.Length > 0) yield return (before, null);
            yield return (match.Value, token);
            start = match.Index + match.Length;
            while (token.StripRight && start < text.Length && char.IsWhiteSpace(text[start])) start++;
        }
        if (start < text.Length) yield return (text[start..], null);
    }
}
