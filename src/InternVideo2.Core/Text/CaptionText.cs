using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace InternVideo2.Text;

/// <summary>Cleaning of captions before they are tokenised, pre_text in the official code (stage 2, 10.3).</summary>
public static partial class CaptionText
{
    /// <summary>
    /// Lower case; without , . ' ! ? " ( ) * # : ; ~; hyphens and slashes become spaces, &lt;person&gt; becomes person; runs of white space become one
    /// space (a single tab or line end stays); no line ends at the end, no spaces at either end.
    /// </summary>
    /// <param name="caption">Any text.</param>
    /// <param name="maxWords">Words after which the rest is cut off; 0: none is.</param>
    public static string Clean(string caption, int maxWords = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxWords);
        var text = Marks().Replace(Lower(caption), "").Replace('-', ' ').Replace('/', ' ').Replace("<person>", "person", StringComparison.Ordinal);
        text = WhiteSpace().Replace(text, " ").TrimEnd('\n').Trim(' ');
        return maxWords > 0 ? string.Join(' ', text.Split(' ').Take(maxWords)) : text;
    }

    /// <summary>Full lower-casing of a text: a capital sigma at the end of a word becomes a final one.</summary>
    private static string Lower(string text)
    {
        if (Ascii.IsValid(text)) return text.ToLowerInvariant();
        List<Rune> runes = [.. text.EnumerateRunes()];
        var lower = new StringBuilder(text.Length);
        foreach (var (place, rune) in runes.Index())
        {
            if (rune.Value == 'Σ') lower.Append(IsFinal(runes, place) ? 'ς' : 'σ');
            else CodePoints.AppendLower(lower, rune);
        }
        return lower.ToString();
    }

    /// <summary>Unicode's Final_Sigma: a cased letter before, none after, marks and the like between them not counting.</summary>
    private static bool IsFinal(List<Rune> runes, int place)
    {
        var before = runes.Take(place).Reverse().SkipWhile(IsCaseIgnorable).Take(1).Any(IsCased);
        var after = runes.Skip(place + 1).SkipWhile(IsCaseIgnorable).Take(1).Any(IsCased);
        return before && !after;
    }

    private static bool IsCased(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.LowercaseLetter or UnicodeCategory.UppercaseLetter or UnicodeCategory.TitlecaseLetter;

    private static bool IsCaseIgnorable(Rune rune) =>
        rune.Value is '\'' or '.' or ':' or '·' or '\u2018' or '\u2019' or '\u2024' or '\u2027'
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format
            or UnicodeCategory.ModifierLetter or UnicodeCategory.ModifierSymbol;

    [GeneratedRegex(@"[,.'!?""()*#:;~]", RegexOptions.CultureInvariant)]
    private static partial Regex Marks();

    // The official pattern is Python's \s, which has four separators more.
    [GeneratedRegex(@"[\s\x1C-\x1F]{2,}", RegexOptions.CultureInvariant)]
    private static partial Regex WhiteSpace();
}
