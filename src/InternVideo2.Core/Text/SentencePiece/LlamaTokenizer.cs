namespace InternVideo2.Text;

/// <summary>
/// LLaMA's tokenizer as the published chat models use it (stage 3, 13.4): SentencePiece byte pairs with special tokens recognised in the text.
/// Where <see cref="TokenizerConfig.Legacy"/> is on (Vicuna, Mistral v0.2), every part between special tokens begins with a space of its own; where it is
/// off (InternVideo2-Chat), only the text does. Thread-safe.
/// </summary>
public sealed class LlamaTokenizer : ILanguageTokenizer
{
    private readonly SentencePieceTokenizer pieces;
    private readonly TokenizerConfig config;
    private readonly AddedTokenSplitter splitter;
    private readonly Dictionary<int, AddedToken> added;
    private readonly int unknownLength;
    private readonly string unknownText;

    /// <param name="pieces">The vocabulary.</param>
    /// <param name="config">Special tokens and handling of spaces; null: those of the vocabulary, and legacy.</param>
    /// <exception cref="VocabularyException">The configuration names a begin, end or padding token that there is not.</exception>
    public LlamaTokenizer(SentencePieceTokenizer pieces, TokenizerConfig? config = null)
    {
        this.pieces = pieces;
        this.config = config ?? new TokenizerConfig();
        var own = pieces.Model.Pieces.Index().Where(piece => piece.Item.Kind is PieceKind.Control or PieceKind.Unknown)
            .Select(piece => new AddedToken(piece.Item.Text, piece.Index));
        // What the configuration says of a token goes before what the vocabulary implies.
        added = this.config.Added.Concat(own).DistinctBy(token => token.Id).ToDictionary(token => token.Id);
        splitter = new AddedTokenSplitter(added.Values);
        Count = Math.Max(pieces.Count, added.Keys.DefaultIfEmpty(-1).Max() + 1);
        Begin = Number(this.config.Begin, "bos_token") ?? pieces.Begin;
        End = Number(this.config.End, "eos_token") ?? pieces.End;
        Padding = Number(this.config.Padding, "pad_token") ?? pieces.Padding;
        unknownText = pieces.Model.Pieces[pieces.Model.Unknown].Text;
        unknownLength = pieces.Encode(unknownText, dummyPrefix: false).Length;
    }

    /// <inheritdoc/>
    public int Count { get; }

    /// <inheritdoc/>
    public int? Begin { get; }

    /// <inheritdoc/>
    public int? End { get; }

    /// <inheritdoc/>
    public int? Padding { get; }

    /// <summary>Number of the token for what cannot be spelled.</summary>
    public int Unknown => pieces.Model.Unknown;

    /// <summary>Reads tokenizer.model and, if it is there, tokenizer_config.json.</summary>
    /// <exception cref="VocabularyException">A file is damaged, or of a kind that is not supported.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static LlamaTokenizer Load(string folder) =>
        new(SentencePieceTokenizer.Load(Path.Combine(folder, TokenizerFolder.SentencePieceFile)), TokenizerConfig.Load(folder));

    /// <inheritdoc/>
    public int[] Encode(string text)
    {
        if (text.Length == 0) return [];
        if (config.Legacy) return [.. splitter.Split(text).SelectMany(part => part.Token is { } token ? [token.Id] : pieces.Encode(part.Text))];
        text = text.Replace(SentencePieceTokenizer.Space, ' ');
        if (config.AddPrefixSpace) text = SentencePieceTokenizer.Space + text;
        int[] ids = [.. splitter.Split(text).SelectMany(part => part.Token is { } token ? [token.Id] : Unprefixed(part.Text))];
        var bare = ids.Length > 1 && pieces.Model.Pieces.ElementAtOrDefault(ids[0]) is { Text: "\u2581" };
        return bare && added.TryGetValue(ids[1], out var second) && second.Special ? ids[1..] : ids;
    }

    /// <inheritdoc/>
    public string Decode(IReadOnlyList<int> ids, bool skipSpecial = true)
    {
        var text = new System.Text.StringBuilder();
        var run = new List<int>();
        foreach (var id in ids)
        {
            if (id < 0 || id >= Count) throw new ArgumentOutOfRangeException(nameof(ids), id, $"Number {id} is not in the vocabulary; allowed: 0 … {Count - 1}.");
            if (!added.TryGetValue(id, out var token))
            {
                run.Add(id);
                continue;
            }
            if (token.Special && skipSpecial) continue;
            Append();
            text.Append(token.Text);
        }
        Append();
        return text.ToString();

        void Append()
        {
            // Only the text as a whole has a space of the tokenizer's own in front.
            text.Append(pieces.Decode(run, skipSpecial: true, pieces.Model.AddDummyPrefix && text.Length == 0));
            run.Clear();
        }
    }

    /// <inheritdoc/>
    public void Save(string folder)
    {
        pieces.Save(folder);
        config.Save(folder);
    }

    /// <summary>Without the vocabulary's own space in front; a leading space of the text is protected by a word that is dropped afterwards.</summary>
    private int[] Unprefixed(string text)
    {
        if (!text.StartsWith(' ') && !text.StartsWith(SentencePieceTokenizer.Space)) return pieces.Encode(text, dummyPrefix: false);
        return pieces.Encode(unknownText + text, dummyPrefix: false)[unknownLength..];
    }

    private int? Number(string? token, string member)
    {
        if (token is null) return null;
        return added.Values.FirstOrDefault(other => other.Text == token)?.Id ?? throw new VocabularyException(
            $"{TokenizerFolder.ConfigFile} names '{token}' as {member}, but neither the vocabulary nor added_tokens_decoder has it as a special token.");
    }
}
