namespace InternVideo2.Kernel.Language;

/// <summary>Positions in text: the protocol counts Unicode code points, C# strings count UTF-16 units.</summary>
internal static class CodePoints
{
    /// <summary>The UTF-16 index of a code point index; positions outside the text are moved to its ends.</summary>
    public static int ToUtf16(string text, int codePoints)
    {
        var index = 0;
        for (; codePoints > 0 && index < text.Length; codePoints--)
            index += IsPair(text, index) ? 2 : 1;
        return index;
    }

    /// <summary>The number of code points before a UTF-16 index.</summary>
    public static int FromUtf16(string text, int index)
    {
        var count = 0;
        for (var i = 0; i < index; count++) i += IsPair(text, i) ? 2 : 1;
        return count;
    }

    private static bool IsPair(string text, int index) => index + 1 < text.Length && char.IsSurrogatePair(text[index], text[index + 1]);
}
