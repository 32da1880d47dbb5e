using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace InternVideo2.Text;

/// <summary>
/// CLIP's byte-pair tokenizer (stage 2, 16.3; Radford et al. 2021): a text is lower-cased, its words become bytes, and pairs of pieces are joined in the
/// order in which they were learned. Each text stands between a start and an end token; the end token has the largest number. Thread-safe.
/// </summary>
/// <remarks>The reference mends wrongly decoded text (mojibake) first; here HTML entities are resolved and white space is collapsed, no more.</remarks>
public sealed partial class BytePairTokenizer : ITokenizer
{
    private const string WordEnd = "</w>";

    /// <summary>Pairs that CLIP's vocabulary of 49,408 tokens uses of its file, whose first line is a heading.</summary>
    public const int ClipMerges = 49152 - 256 - 2;

    private static readonly string[] ByteLetters = Letters();

    private readonly Dictionary<string, int> numbers;
    private readonly Dictionary<(string, string), int> ranks;

    private BytePairTokenizer(IReadOnlyList<(string Left, string Right)> merges)
    {
        ranks = merges.Index().ToDictionary(merge => merge.Item, merge => merge.Index);
        // Bytes in the order of the letters that stand for them, then the same at the end of a word, then the joined pairs.
        var letters = ByteLetters.Order(StringComparer.Ordinal).OrderBy(letter => IsPlain(letter[0]) ? 0 : 1).ToList();
        List<string> tokens = [.. letters, .. letters.Select(letter => letter + WordEnd), .. merges.Select(merge => merge.Left + merge.Right)];
        numbers = new Dictionary<string, int>(tokens.Count, StringComparer.Ordinal);
        // Two pairs may give the same piece; then the last number counts, as in the reference.
        foreach (var (number, token) in tokens.Index()) numbers[token] = number;
        (Start, End) = (tokens.Count, tokens.Count + 1);
    }

    /// <summary>Number of the token that begins a text.</summary>
    public int Start { get; }

    /// <summary>Number of the token that ends a text: the largest of all.</summary>
    public int End { get; }

    /// <summary>Numbers that occur: 0 … <see cref="Count"/> − 1.</summary>
    public int Count => End + 1;

    /// <summary>Reads the pairs of CLIP's bpe_simple_vocab_16e6.txt, packed (.gz) or not.</summary>
    /// <param name="path">The first line is a heading; each other line has two pieces, separated by a space.</param>
    /// <param name="merges">How many pairs are used; fewer if the file has fewer.</param>
    /// <exception cref="VocabularyException">A line is no pair, or a pair stands twice; names the line.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="InvalidDataException">The file is not well packed.</exception>
    public static BytePairTokenizer Load(string path, int merges = ClipMerges)
    {
        using var file = File.OpenRead(path);
        using Stream plain = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var reader = new StreamReader(plain, Encoding.UTF8);
        var lines = new List<string>();
        while (lines.Count <= merges && reader.ReadLine() is { } line) lines.Add(line);
        return Of([.. lines.Skip(1)], $"'{path}'", firstLine: 2);
    }

    /// <summary>A tokenizer from pairs such as "t h" or "th e&lt;/w&gt;", the first learned first.</summary>
    /// <exception cref="VocabularyException">A line is no pair, or a pair stands twice; names the line.</exception>
    public static BytePairTokenizer Of(IReadOnlyList<string> merges) => Of(merges, "given", firstLine: 1);

    /// <summary>Start, pieces, end. Of a text that is too long the pieces at its end are cut off, not the end token.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="maxTokens">2 or more, start and end included.</param>
    public int[] Encode(string text, int maxTokens)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxTokens, 2);
        var clean = WhiteSpace().Replace(WebUtility.HtmlDecode(WebUtility.HtmlDecode(text)), " ").Trim().ToLowerInvariant();
        return [Start, .. Words().Matches(clean).SelectMany(word => Pieces(word.Value)).Take(maxTokens - 2), End];
    }

    /// <inheritdoc/>
    /// <remarks>Padding has the number 0, as in the reference.</remarks>
    public TokenBatch Batch(IReadOnlyList<string> texts, int maxTokens, int? padTo = null) =>
        TokenBatch.Of([.. texts.Select(text => Encode(text, maxTokens))], 0, padTo);

    private IEnumerable<int> Pieces(string word)
    {
        if (word == "<|startoftext|>") return [Start];
        if (word == "<|endoftext|>") return [End];
        var pieces = Encoding.UTF8.GetBytes(word).Select(value => ByteLetters[value]).ToList();
        pieces[^1] += WordEnd;
        while (Lowest(pieces) is { } pair)
        {
            for (var i = 0; i + 1 < pieces.Count; i++)
            {
                if ((pieces[i], pieces[i + 1]) != pair) continue;
                pieces[i] += pieces[i + 1];
                pieces.RemoveAt(i + 1);
            }
        }
        return pieces.Select(piece => numbers[piece]);
    }

    /// <summary>The neighbours that were joined first in learning; null when none ever were.</summary>
    private (string, string)? Lowest(List<string> pieces)
    {
        var pairs = pieces.Zip(pieces.Skip(1)).Where(ranks.ContainsKey).ToList();
        return pairs.Count == 0 ? null : pairs.MinBy(pair => ranks[pair]);
    }

    private static BytePairTokenizer Of(IReadOnlyList<string> lines, string source, int firstLine)
    {
        var merges = new List<(string, string)>(lines.Count);
        var seen = new HashSet<(string, string)>();
        foreach (var (index, line) in lines.Index())
        {
            if (line.Split(' ') is not [{ Length: > 0 } left, { Length: > 0 } right] || !seen.Add((left, right)))
            {
                throw new VocabularyException(string.Create(CultureInfo.InvariantCulture,
                    $"Line {index + firstLine} of the byte pairs {source} must be two pieces with a space between them, and no pair may stand twice; it is '{line}'."));
            }
            merges.Add((left, right));
        }
        return new BytePairTokenizer(merges);
    }

    /// <summary>A visible character for each byte: itself where it has one, else one from U+0100 on.</summary>
    private static string[] Letters()
    {
        var next = 256;
        return [.. Enumerable.Range(0, 256).Select(value => ((char)(IsPlain((char)value) ? value : next++)).ToString())];
    }

    private static bool IsPlain(char letter) => letter is (>= '!' and <= '~') or (>= '¡' and <= '¬') or (>= '®' and <= 'ÿ');

    [GeneratedRegex(@"<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|\p{L}+|\p{N}|[^\s\p{L}\p{N}]+", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Words();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex WhiteSpace();
}
