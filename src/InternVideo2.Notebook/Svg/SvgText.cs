using System.Text;

namespace InternVideo2.Notebook.Svg;

/// <summary>Text in SVG: encoding, and the width it will take.</summary>
internal static class SvgText
{
    /// <summary>DejaVu first: it is what Debian installs with librsvg, and what <see cref="Width"/> measures.</summary>
    public const string Family = "DejaVu Sans, Verdana, Arial, sans-serif";

    // Advance widths of DejaVu Sans, characters 32–126, in thousandths of the font size.
    private static readonly short[] Advances =
    [
        318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636, 636, 636, 636, 636, 636, 636, 636, 636, 636, 337, 337, 838, 838, 838, 531,
        1000, 684, 686, 698, 770, 632, 575, 775, 752, 295, 295, 656, 557, 863, 748, 787, 603, 787, 695, 635, 611, 732, 684, 989, 685, 611, 685, 390, 337, 390, 838, 500,
        500, 613, 635, 550, 635, 615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612, 635, 635, 411, 521, 392, 634, 592, 818, 592, 592, 525, 636, 337, 636, 838,
    ];

    /// <summary>Width of <paramref name="text"/> in units of <paramref name="size"/>. Exact for ASCII, an estimate beyond it.</summary>
    public static double Width(string text, double size, bool bold = false)
    {
        double thousandths = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            thousandths += rune.Value switch
            {
                >= 32 and < 127 => Advances[rune.Value - 32],
                >= 0x2070 and < 0x20A0 or 0xB9 or 0xB2 or 0xB3 => 400, // superscripts and subscripts
                0x2212 => 838,                                         // minus
                0x2013 => 500,                                         // en dash
                >= 0x2018 and <= 0x201A => 318,                        // single quotation marks
                >= 0x201C and <= 0x201E => 518,                        // double ones
                >= 0x2580 and < 0x25A0 => 770,                         // blocks
                < 0x1100 => 620,
                _ => 1000,                                             // East Asian, symbols, emoji
            };
        }
        return thousandths * size / 1000 * (bold ? 1.1 : 1);
    }

    /// <summary>Cuts <paramref name="text"/> with an ellipsis so that it is not wider than <paramref name="width"/>.</summary>
    public static string Fit(string text, double size, double width, bool bold = false)
    {
        if (Width(text, size, bold) <= width) return text;
        var kept = new StringBuilder();
        var room = width - Width("…", size, bold);
        foreach (var rune in text.EnumerateRunes())
        {
            room -= Width(rune.ToString(), size, bold);
            if (room < 0) break;
            kept.Append(rune);
        }
        return kept.Append('…').ToString();
    }

    /// <summary>Breaks <paramref name="text"/> into lines of at most <paramref name="width"/>: at its own line ends, between words, and inside words that are wider.</summary>
    /// <param name="text">The text.</param>
    /// <param name="size">Font size.</param>
    /// <param name="width">Room.</param>
    /// <param name="lines">So many lines at most; what does not fit the last one is cut with an ellipsis.</param>
    public static IReadOnlyList<string> Wrap(string text, double size, double width, int lines = int.MaxValue)
    {
        var wrapped = new List<string>();
        foreach (var paragraph in text.ReplaceLineEndings("\n").Split('\n'))
        {
            var line = "";
            foreach (var word in paragraph.Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(word => Pieces(word, size, width)))
            {
                if (line.Length == 0) line = word;
                else if (Width($"{line} {word}", size) <= width) line += $" {word}";
                else
                {
                    wrapped.Add(line);
                    line = word;
                }
            }
            wrapped.Add(line);
        }
        if (wrapped.Count <= lines) return wrapped;
        var last = Fit(string.Join(' ', wrapped[(lines - 1)..]), size, width);
        return [.. wrapped[..(lines - 1)], last];
    }

    private static IEnumerable<string> Pieces(string word, double size, double width)
    {
        var piece = new StringBuilder();
        foreach (var rune in word.EnumerateRunes())
        {
            if (piece.Length > 0 && Width($"{piece}{rune}", size) > width)
            {
                yield return piece.ToString();
                piece.Clear();
            }
            piece.Append(rune);
        }
        yield return piece.ToString();
    }

    /// <summary>Encodes for element content and for attributes in double quotes. Characters that XML forbids become U+FFFD.</summary>
    public static string Encode(string text)
    {
        var encoded = new StringBuilder(text.Length + 16);
        // EnumerateRunes turns a lone surrogate into U+FFFD.
        foreach (var rune in text.EnumerateRunes())
        {
            switch (rune.Value)
            {
                case '&': encoded.Append("&amp;"); break;
                case '<': encoded.Append("&lt;"); break;
                case '>': encoded.Append("&gt;"); break;
                case '"': encoded.Append("&quot;"); break;
                case '\'': encoded.Append("&#39;"); break;
                case '\t' or '\n' or '\r': encoded.Append(' '); break;
                case < 32 or 0xFFFE or 0xFFFF: encoded.Append('\uFFFD'); break;
                default: encoded.Append(rune); break;
            }
        }
        return encoded.ToString();
    }
}
