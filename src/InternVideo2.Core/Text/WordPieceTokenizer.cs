using System.Text;
using System.Text.RegularExpressions;
using InternVideo2.Checkpoints;

namespace InternVideo2.Text;

/// <summary>
/// BERT's uncased tokenizer as InternVideo2 uses it: in stage 2 (11) a text becomes [CLS] and its pieces, without a [SEP] at the end; the Q-Former of
/// stage 3 reads it with one (<see cref="Sentence"/>). Words are cut from the left into the longest pieces the vocabulary has; a word that cannot be cut up is [UNK]. Works in code points. Thread-safe.
/// </summary>
public sealed partial class WordPieceTokenizer : ITokenizer
{
    // Longer words are not tried (in code points).
    private const int LongestWord = 100;

    private readonly Dictionary<string, int> numbers;
    private readonly int separator;

    private WordPieceTokenizer(IReadOnlyList<string> vocabulary, string source)
    {
        Vocabulary = vocabulary;
        numbers = new Dictionary<string, int>(vocabulary.Count, StringComparer.Ordinal);
        // Where a token stands twice the last line counts, as in the official reader.
        foreach (var (number, token) in vocabulary.Index()) numbers[token] = number;
        var lacking = SpecialTokens.All.Where(token => !numbers.ContainsKey(token)).ToList();
        if (lacking.Count > 0)
        {
            throw new VocabularyException(
                $"The vocabulary {source} ({vocabulary.Count} tokens) lacks {string.Join(", ", lacking)}. It must have a line for each of "
                + $"{string.Join(", ", SpecialTokens.All)}: is it the vocab.txt of an uncased BERT?");
        }
        (Padding, Unknown, Class, Mask) =
            (numbers[SpecialTokens.Padding], numbers[SpecialTokens.Unknown], numbers[SpecialTokens.Class], numbers[SpecialTokens.Mask]);
        separator = numbers[SpecialTokens.Separator];
    }

    /// <summary>The tokens; the index is the number.</summary>
    public IReadOnlyList<string> Vocabulary { get; }

    /// <summary>Number of [PAD].</summary>
    public int Padding { get; }

    /// <summary>Number of [UNK].</summary>
    public int Unknown { get; }

    /// <summary>Number of [CLS].</summary>
    public int Class { get; }

    /// <summary>Number of [MASK].</summary>
    public int Mask { get; }

    /// <summary>Reads a vocabulary: UTF-8, one token a line, the line number (from 0) is the token's number.</summary>
    /// <exception cref="VocabularyException">Not UTF-8, or special tokens are missing.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static WordPieceTokenizer Load(string path)
    {
        try
        {
            return new WordPieceTokenizer(File.ReadAllLines(path, new UTF8Encoding(false, throwOnInvalidBytes: true)), $"'{path}'");
        }
        catch (DecoderFallbackException error)
        {
            throw new VocabularyException($"The vocabulary '{path}' is not UTF-8 text; it should be a vocab.txt with one token a line.", error);
        }
    }

    /// <summary>A tokenizer for these tokens, numbered from 0 (see <see cref="WordPieceVocabulary"/>).</summary>
    /// <exception cref="VocabularyException">Special tokens are missing.</exception>
    public static WordPieceTokenizer Of(IReadOnlyList<string> vocabulary) => new([.. vocabulary], "given");

    /// <summary>Writes the vocabulary so that <see cref="Load"/> reads it back.</summary>
    public void Save(string path)
    {
        var lines = string.Concat(Vocabulary.Select(token => token + "\n"));
        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(lines)));
    }

    /// <summary>The pieces of a text, without [CLS].</summary>
    public IReadOnlyList<string> Tokens(string text) => [.. Numbers(text).Select(number => Vocabulary[number])];

    /// <summary>The numbers of [CLS] and the text's pieces; what is too long is cut off at the end. An empty text is [CLS] alone.</summary>
    /// <param name="text">Any text. Special tokens written out in it, such as [MASK], become those tokens.</param>
    /// <param name="maxTokens">1 or more, [CLS] included.</param>
    public int[] Encode(string text, int maxTokens)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxTokens, 1);
        return [Class, .. Numbers(text).Take(maxTokens - 1)];
    }

    /// <inheritdoc/>
    public TokenBatch Batch(IReadOnlyList<string> texts, int maxTokens, int? padTo = null) =>
        TokenBatch.Of([.. texts.Select(text => Encode(text, maxTokens))], Padding, padTo);

    /// <summary>The numbers of [CLS], the text's pieces and [SEP], as the Q-Former reads texts (stage 3, 4 and 8.3).</summary>
    /// <param name="text">Any text. Special tokens written out in it become those tokens.</param>
    /// <param name="maxTokens">2 or more, [CLS] and [SEP] included; of what is too long, pieces are cut off.</param>
    /// <param name="cut">At which side.</param>
    public int[] Sentence(string text, int maxTokens, TextSide cut = TextSide.Right)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxTokens, 2);
        return [Class, .. cut == TextSide.Right ? Numbers(text).Take(maxTokens - 2) : Numbers(text).TakeLast(maxTokens - 2), separator];
    }

    /// <summary>Encodes texts by <see cref="Sentence"/> and fills them up.</summary>
    /// <param name="texts">B of them, 1 or more.</param>
    /// <param name="maxTokens">2 or more.</param>
    /// <param name="padTo">Length of all; null: that of the longest.</param>
    /// <param name="side">Where padding goes.</param>
    /// <param name="cut">Where long texts are cut off.</param>
    /// <returns>On the CPU, owned by the caller.</returns>
    public TokenBatch Sentences(
        IReadOnlyList<string> texts, int maxTokens, int? padTo = null, TextSide side = TextSide.Right, TextSide cut = TextSide.Right) =>
        TokenBatch.Of([.. texts.Select(text => Sentence(text, maxTokens, cut))], Padding, padTo, side);

    private IEnumerable<int> Numbers(string text)
    {
        var start = 0;
        foreach (Match special in Special().Matches(text))
        {
            foreach (var number in Plain(text[start..special.Index])) yield return number;
            yield return numbers[special.Value];
            start = special.Index + special.Length;
        }
        foreach (var number in Plain(text[start..])) yield return number;
    }

    private IEnumerable<int> Plain(string text) => WordSplitter.Split(text).SelectMany(Pieces);

    private List<int> Pieces(string word)
    {
        if (word.EnumerateRunes().Count() > LongestWord) return [Unknown];
        var pieces = new List<int>();
        for (var start = 0; start < word.Length;)
        {
            var (end, number) = (word.Length, 0);
            while (end > start && !Has(word, start, end, out number)) end -= char.IsLowSurrogate(word[end - 1]) ? 2 : 1;
            if (end == start) return [Unknown];
            pieces.Add(number);
            start = end;
        }
        return pieces;
    }

    private bool Has(string word, int start, int end, out int number) =>
        numbers.TryGetValue(start == 0 ? word[..end] : string.Concat("##", word.AsSpan(start, end - start)), out number);

    [GeneratedRegex(@"\[(?:PAD|UNK|CLS|SEP|MASK)\]", RegexOptions.CultureInvariant)]
    private static partial Regex Special();
}
