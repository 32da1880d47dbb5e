using System.Globalization;
using System.Text;
using ADRaffy.ENSNormalize;

namespace InternVideo2.Text;

/// <summary>
/// From a text to the words that are then cut into pieces (stage 2, 11, steps 1–4): lower case, no control characters, no accents, punctuation marks
/// and ideographs by themselves.
/// </summary>
internal static class WordSplitter
{
    // U+2028 and U+2029 are all that is left of Unicode's white space after cleaning.
    private static readonly char[] Separators = [' ', '\u2028', '\u2029'];

    /// <summary>The words of a text without special tokens, in order.</summary>
    public static IEnumerable<string> Split(string text) =>
        Clean(text).Split(Separators, StringSplitOptions.RemoveEmptyEntries).SelectMany(word => SplitPunctuation(WithoutAccents(word)));

    private static string Clean(string text)
    {
        var lower = new StringBuilder(text.Length);
        // A lone surrogate comes out as U+FFFD, and both are removed.
        foreach (var rune in text.EnumerateRunes()) CodePoints.AppendLower(lower, rune);
        var clean = new StringBuilder(lower.Length);
        foreach (var rune in lower.ToString().EnumerateRunes())
        {
            if (CodePoints.IsRemoved(rune)) continue;
            if (CodePoints.IsSpace(rune)) clean.Append(' ');
            else if (CodePoints.IsIdeograph(rune)) clean.Append(' ').Append(rune.ToString()).Append(' ');
            else clean.Append(rune.ToString());
        }
        return clean.ToString();
    }

    /// <summary>Decomposed, without the marks. Not by string.Normalize: without ICU, as this project runs, it leaves everything composed.</summary>
    private static string WithoutAccents(string word)
    {
        if (Ascii.IsValid(word)) return word;
        var bare = new StringBuilder(word.Length);
        foreach (var point in ENSNormalize.NF.NFD(word.EnumerateRunes().Select(rune => rune.Value)))
        {
            var rune = new Rune(point);
            if (Rune.GetUnicodeCategory(rune) != UnicodeCategory.NonSpacingMark) bare.Append(rune.ToString());
        }
        return bare.ToString();
    }

    private static IEnumerable<string> SplitPunctuation(string word)
    {
        var start = 0;
        var end = 0;
        foreach (var rune in word.EnumerateRunes())
        {
            if (CodePoints.IsPunctuation(rune))
            {
                if (end > start) yield return word[start..end];
                yield return rune.ToString();
                start = end + rune.Utf16SequenceLength;
            }
            end += rune.Utf16SequenceLength;
        }
        if (end > start) yield return word[start..end];
    }
}
