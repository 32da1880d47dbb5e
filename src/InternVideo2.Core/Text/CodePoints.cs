using System.Globalization;
using System.Text;

namespace InternVideo2.Text;

/// <summary>
/// What a tokenizer asks about single characters. Characters are Unicode code points, never UTF-16 units, and nothing depends on the culture of the
/// machine.
/// </summary>
internal static class CodePoints
{
    /// <summary>Full lower-casing of one character by itself: a capital sigma never becomes a final one, İ becomes i and a combining dot.</summary>
    public static void AppendLower(StringBuilder text, Rune rune)
    {
        if (rune.Value == 0x130) text.Append("i\u0307");
        else text.Append(Rune.ToLowerInvariant(rune).ToString());
    }

    /// <summary>Whether cleaning removes the character: category C* but for tab and line ends, and the replacement character.</summary>
    public static bool IsRemoved(Rune rune)
    {
        if (rune.Value is '\t' or '\n' or '\r') return false;
        return rune.Value == 0xFFFD || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate;
    }

    /// <summary>Whether cleaning makes a space of it.</summary>
    public static bool IsSpace(Rune rune) =>
        rune.Value is '\t' or '\n' or '\r' || Rune.GetUnicodeCategory(rune) == UnicodeCategory.SpaceSeparator;

    /// <summary>Whether it is a token by itself: ASCII that is neither letter, digit nor control, or category P*.</summary>
    public static bool IsPunctuation(Rune rune) => rune.IsAscii
        ? rune.Value is > ' ' and < 0x7F && !Rune.IsLetterOrDigit(rune)
        : Rune.GetUnicodeCategory(rune) is UnicodeCategory.ConnectorPunctuation or UnicodeCategory.DashPunctuation
            or UnicodeCategory.OpenPunctuation or UnicodeCategory.ClosePunctuation or UnicodeCategory.InitialQuotePunctuation
            or UnicodeCategory.FinalQuotePunctuation or UnicodeCategory.OtherPunctuation;

    /// <summary>Whether it is an ideograph, which is a word by itself. Kana and Hangul are written with spaces or not at all, and do not count.</summary>
    public static bool IsIdeograph(Rune rune) => rune.Value is (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x20000 and <= 0x2A6DF)
        or (>= 0x2A700 and <= 0x2B73F) or (>= 0x2B740 and <= 0x2B81F) or (>= 0x2B820 and <= 0x2CEAF) or (>= 0xF900 and <= 0xFAFF)
        or (>= 0x2F800 and <= 0x2FA1F);
}
