using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace InternVideo2.Text;

/// <summary>
/// Learns a LLaMA-like tokenizer from texts (Sennrich et al. 2016): the most frequent pair of neighbours is joined, again and again. Words are joined with
/// the space before them; digits and punctuation marks stay by themselves; what the texts do not have is spelled with bytes.
/// </summary>
public static partial class BytePairTraining
{
    /// <summary>The first tokens of every vocabulary: unknown (and padding), begin, end.</summary>
    internal static readonly string[] Usual = ["<unk>", "<s>", "</s>"];

    private const string Word = @"▁?\p{L}+|▁?\p{N}|▁?[^▁\p{L}\p{N}]|▁";

    /// <summary>The tokenizer of a folder; if there is none yet, it is learned and written: a training that goes on must read its texts as before.</summary>
    /// <param name="folder">Exists.</param>
    /// <param name="texts">Looked at only if it is learned; then at least one that is not empty.</param>
    /// <param name="options">Null: the defaults.</param>
    /// <param name="cancel">Stops the learning.</param>
    /// <exception cref="ArgumentException">There is no text, or the options are out of range.</exception>
    /// <exception cref="VocabularyException">The file of the folder is damaged.</exception>
    public static ILanguageTokenizer LoadOrLearn(string folder, IEnumerable<string> texts, BytePairTrainingOptions? options = null, CancellationToken cancel = default)
    {
        if (!System.IO.File.Exists(Path.Combine(folder, TokenizerFolder.JsonFile))) Learn(texts, options, cancel).Save(folder);
        return TokenizerFolder.Load(folder);
    }

    /// <summary>A tokenizer for such texts; the same for the same texts in any order. Its tokenizer.json is read by the Hugging Face library too.</summary>
    /// <param name="texts">At least one that is not empty.</param>
    /// <param name="options">Null: the defaults.</param>
    /// <param name="cancel">Stops the learning.</param>
    /// <exception cref="ArgumentException">There is no text, or the options are out of range.</exception>
    public static HuggingFaceTokenizer Learn(IEnumerable<string> texts, BytePairTrainingOptions? options = null, CancellationToken cancel = default)
    {
        options ??= new BytePairTrainingOptions();
        options.Validate();
        var words = texts.SelectMany(Words).CountBy(word => word, StringComparer.Ordinal).OrderBy(word => word.Key, StringComparer.Ordinal).ToList();
        if (words.Count == 0) throw new ArgumentException("There is no text to learn from; give at least one that is not empty.", nameof(texts));
        List<string> special = [.. Usual, .. options.Special];
        List<string> tokens = [.. special, .. Enumerable.Range(0, 256).Select(value => $"<0x{value:X2}>")];
        tokens.AddRange(Letters(words, special, options.VocabularySize - tokens.Count));
        var merges = Merges(words, tokens, options, cancel);
        return HuggingFaceTokenizer.Of(
            File(special, tokens, merges).ToJsonString(TokenizerFolder.Readable),
            new TokenizerConfig { Begin = Usual[1], End = Usual[2], Padding = Usual[0] });
    }

    /// <summary>The letters of the texts in order; where there is no room for all, the most frequent: the others are spelled with bytes.</summary>
    private static IEnumerable<string> Letters(List<KeyValuePair<string, int>> words, List<string> special, int room)
    {
        var counts = words.SelectMany(word => word.Key.EnumerateRunes().Select(rune => (Rune: rune, Count: (long)word.Value)))
            .Where(letter => !special.Contains(letter.Rune.ToString()))
            .AggregateBy(letter => letter.Rune, 0L, (sum, letter) => sum + letter.Count);
        // The sign for a space is never spelled with bytes: readers put it back before they look at bytes.
        return counts.OrderByDescending(letter => letter.Key.Value == '▁').ThenByDescending(letter => letter.Value).ThenBy(letter => letter.Key)
            .Take(room).Select(letter => letter.Key).Order().Select(rune => rune.ToString());
    }

    /// <summary>Adds joined pieces to the tokens and returns the pairs they were joined from, in order of learning.</summary>
    private static List<(string Left, string Right)> Merges(
        List<KeyValuePair<string, int>> words, List<string> tokens, BytePairTrainingOptions options, CancellationToken cancel)
    {
        var known = tokens.Index().ToDictionary(token => token.Item, token => token.Index, StringComparer.Ordinal);
        var spellings = words.Select(word => word.Key.EnumerateRunes().Select(rune => rune.ToString()).ToList()).ToList();
        var counts = new Dictionary<(string, string), long>();
        var places = new Dictionary<(string, string), HashSet<int>>();
        void Count(int word, int sign)
        {
            foreach (var pair in spellings[word].Zip(spellings[word].Skip(1)))
            {
                if (!known.ContainsKey(pair.First) || !known.ContainsKey(pair.Second)) continue;
                counts[pair] = counts.GetValueOrDefault(pair) + sign * words[word].Value;
                if (!places.TryGetValue(pair, out var where)) places[pair] = where = [];
                where.Add(word);
            }
        }

        for (var word = 0; word < words.Count; word++) Count(word, 1);
        var merges = new List<(string Left, string Right)>();
        while (known.Count < options.VocabularySize && counts.Count > 0)
        {
            cancel.ThrowIfCancellationRequested();
            // Among equally frequent pairs the one of the earliest tokens.
            var (best, count) = counts.MinBy(pair => (-pair.Value, known[pair.Key.Item1], known[pair.Key.Item2]));
            if (count < options.MinimumCount) break;
            merges.Add(best);
            // Two pairs may give the same piece.
            if (known.TryAdd(best.Item1 + best.Item2, tokens.Count)) tokens.Add(best.Item1 + best.Item2);
            foreach (var word in places[best])
            {
                Count(word, -1);
                Join(spellings[word], best);
                Count(word, 1);
            }
            counts.Remove(best);
            places.Remove(best);
        }
        return merges;
    }

    private static void Join(List<string> spelling, (string Left, string Right) pair)
    {
        for (var i = 0; i + 1 < spelling.Count; i++)
        {
            if ((spelling[i], spelling[i + 1]) != pair) continue;
            spelling[i] += spelling[i + 1];
            spelling.RemoveAt(i + 1);
        }
    }

    private static IEnumerable<string> Words(string text) =>
        text.Length == 0 ? [] : Pairs().Matches(("▁" + text).Replace(' ', '▁')).Select(word => word.Value);

    private static JsonObject File(List<string> special, List<string> tokens, List<(string Left, string Right)> merges) => new()
    {
        ["version"] = "1.0",
        ["truncation"] = null,
        ["padding"] = null,
        ["added_tokens"] = new JsonArray([.. special.Select((token, id) => new JsonObject
        {
            ["id"] = id,
            ["content"] = token,
            ["single_word"] = false,
            ["lstrip"] = false,
            ["rstrip"] = false,
            ["normalized"] = false,
            ["special"] = true,
        })]),
        ["normalizer"] = JsonNode.Parse(
            """{"type":"Sequence","normalizers":[{"type":"Prepend","prepend":"▁"},{"type":"Replace","pattern":{"String":" "},"content":"▁"}]}"""),
        ["pre_tokenizer"] = new JsonObject
        {
            ["type"] = "Split",
            ["pattern"] = new JsonObject { ["Regex"] = Word },
            ["behavior"] = "Isolated",
            ["invert"] = false,
        },
        ["post_processor"] = JsonNode.Parse(
            """
            {"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<s>","type_id":0}},{"Sequence":{"id":"A","type_id":0}}],"pair":[],
             "special_tokens":{"<s>":{"id":"<s>","ids":[1],"tokens":["<s>"]}}}
            """),
        ["decoder"] = JsonNode.Parse(
            """
            {"type":"Sequence","decoders":[{"type":"Replace","pattern":{"String":"▁"},"content":" "},{"type":"ByteFallback"},{"type":"Fuse"},
             {"type":"Strip","content":" ","start":1,"stop":0}]}
            """),
        ["model"] = new JsonObject
        {
            ["type"] = "BPE",
            ["dropout"] = null,
            ["unk_token"] = Usual[0],
            ["continuing_subword_prefix"] = null,
            ["end_of_word_suffix"] = null,
            ["fuse_unk"] = true,
            ["byte_fallback"] = true,
            ["vocab"] = new JsonObject(tokens.Select((token, id) => KeyValuePair.Create(token, (JsonNode?)id))),
            ["merges"] = new JsonArray([.. merges.Select(pair => (JsonNode)$"{pair.Left} {pair.Right}")]),
        },
    };

    // Letters beyond U+FFFF, which this engine sees as two, are words by themselves.
    [GeneratedRegex(@"[\uD800-\uDBFF][\uDC00-\uDFFF]|" + Word, RegexOptions.CultureInvariant)]
    private static partial Regex Pairs();
}
