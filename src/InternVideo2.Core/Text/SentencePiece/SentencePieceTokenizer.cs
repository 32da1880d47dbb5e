using System.Globalization;
using System.Text;
using InternVideo2.Checkpoints;

namespace InternVideo2.Text;

/// <summary>
/// SentencePiece byte pairs as LLaMA uses them (stage 3, 13.1–13.2), exactly as the library encodes and decodes: special pieces written in a text are
/// plain characters here; <see cref="LlamaTokenizer"/> recognises them. Thread-safe.
/// </summary>
/// <remarks>
/// Own code, because the package Microsoft.ML.Tokenizers 2.0.1 decodes bytes between pieces differently (a quarter of the expected texts) and does not
/// keep user-defined pieces whole.
/// </remarks>
public sealed class SentencePieceTokenizer : ILanguageTokenizer
{
    /// <summary>Stands for a space in pieces.</summary>
    internal const char Space = '\u2581';

    private readonly Dictionary<string, int> numbers = new(StringComparer.Ordinal);
    private readonly int[] bytes = new int[256];
    private readonly byte?[] values;
    private readonly ILookup<char, string> userDefined;
    private readonly PieceMerging merging;
    private readonly byte[]? file;

    /// <summary>A tokenizer with these pieces.</summary>
    /// <exception cref="VocabularyException">Bytes are to be used, but pieces for some are missing.</exception>
    public SentencePieceTokenizer(SentencePieceModel model)
    {
        Model = model;
        values = new byte?[model.Pieces.Count];
        Array.Fill(bytes, -1);
        var mergeable = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (number, piece) in model.Pieces.Index())
        {
            if (piece.Kind == PieceKind.Byte && Value(piece.Text) is { } value) (bytes[value], values[number]) = (number, value);
            if (piece.Kind is PieceKind.Normal or PieceKind.UserDefined or PieceKind.Unused) mergeable.TryAdd(piece.Text, number);
            if (piece.Kind is PieceKind.Normal or PieceKind.UserDefined) numbers.TryAdd(piece.Text, number);
        }
        if (model.ByteFallback && Array.IndexOf(bytes, -1) is var missing and >= 0)
            throw new VocabularyException($"The tokenizer spells unknown characters with bytes, but has no piece <0x{missing:X2}>; it must have all of <0x00> … <0xFF>.");
        userDefined = model.Pieces.Where(piece => piece is { Kind: PieceKind.UserDefined, Text.Length: > 0 })
            .Select(piece => piece.Text).OrderByDescending(text => text.Length).ToLookup(text => text[0]);
        merging = new PieceMerging(mergeable, model.Pieces);
    }

    private SentencePieceTokenizer(SentencePieceModel model, byte[] file)
        : this(model) => this.file = file;

    /// <summary>Pieces and settings.</summary>
    public SentencePieceModel Model { get; }

    /// <inheritdoc/>
    public int Count => Model.Pieces.Count;

    /// <inheritdoc/>
    public int? Begin => Model.Begin < 0 ? null : Model.Begin;

    /// <inheritdoc/>
    public int? End => Model.End < 0 ? null : Model.End;

    /// <inheritdoc/>
    public int? Padding => Model.Padding < 0 ? null : Model.Padding;

    /// <summary>Reads a tokenizer.model.</summary>
    /// <exception cref="VocabularyException">Not such a file, or one of a kind that is not supported.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static SentencePieceTokenizer Load(string path) => new(SentencePieceModel.Load(path), File.ReadAllBytes(path));

    /// <inheritdoc/>
    public int[] Encode(string text) => Encode(text, Model.AddDummyPrefix);

    /// <inheritdoc/>
    public string Decode(IReadOnlyList<int> ids, bool skipSpecial = true) => Decode(ids, skipSpecial, Model.AddDummyPrefix);

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The tokenizer was not read from a file.</exception>
    public void Save(string folder)
    {
        if (file is null) throw new InvalidOperationException("A SentencePiece tokenizer that was not read from a file cannot be saved.");
        AtomicFile.Write(Path.Combine(folder, TokenizerFolder.SentencePieceFile), stream => stream.Write(file));
    }

    /// <summary>Encodes with or without a space before the text, whatever the file says.</summary>
    internal int[] Encode(string text, bool dummyPrefix)
    {
        if (Model.RemoveExtraSpaces) text = string.Join(' ', text.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        if (text.Length == 0) return [];
        var prepared = (dummyPrefix ? Space + text : text).Replace(' ', Space);
        var ids = new List<int>(prepared.Length);
        foreach (var id in merging.Join(prepared, Symbols(prepared)).SelectMany(Numbers))
        {
            // A run of unknown characters is one unknown piece.
            if (id != Model.Unknown || ids.Count == 0 || ids[^1] != id) ids.Add(id);
        }
        return [.. ids];
    }

    internal string Decode(IReadOnlyList<int> ids, bool skipSpecial, bool dummyPrefix)
    {
        var text = new StringBuilder();
        var run = new List<byte>();
        var first = true;
        foreach (var id in ids)
        {
            if (id < 0 || id >= Count) throw new ArgumentOutOfRangeException(nameof(ids), id, $"Number {id} is not in the vocabulary; allowed: 0 … {Count - 1}.");
            if (values[id] is { } value)
            {
                run.Add(value);
                first = false;
                continue;
            }
            AppendBytes(text, run);
            var piece = Model.Pieces[id];
            if (piece.Kind == PieceKind.Control)
            {
                if (!skipSpecial) text.Append(piece.Text);
                continue;
            }
            var spelled = piece.Text;
            if (piece.Kind == PieceKind.Unknown) text.Append(Model.UnknownText);
            else text.Append((first && dummyPrefix && spelled.StartsWith(Space) ? spelled[1..] : spelled).Replace(Space, ' '));
            first = false;
        }
        AppendBytes(text, run);
        return text.ToString();
    }

    private List<(int Start, int Length, bool Frozen)> Symbols(string text)
    {
        var symbols = new List<(int, int, bool)>(text.Length);
        for (var i = 0; i < text.Length;)
        {
            var whole = userDefined[text[i]].FirstOrDefault(piece => string.CompareOrdinal(text, i, piece, 0, piece.Length) == 0);
            var length = whole?.Length ?? (char.IsSurrogatePair(text, i) ? 2 : 1);
            symbols.Add((i, length, whole is not null));
            i += length;
        }
        return symbols;
    }

    private IEnumerable<int> Numbers(string piece)
    {
        if (numbers.TryGetValue(piece, out var number)) return [number];
        // A lone surrogate comes out as the bytes of U+FFFD.
        return Model.ByteFallback ? Encoding.UTF8.GetBytes(piece).Select(value => bytes[value]) : [Model.Unknown];
    }

    /// <summary>A run of byte pieces: valid UTF-8 is kept, each other byte is U+FFFD.</summary>
    private static void AppendBytes(StringBuilder text, List<byte> run)
    {
        var rest = run.ToArray().AsSpan();
        while (rest.Length > 0)
        {
            var valid = Rune.DecodeFromUtf8(rest, out var rune, out var used) == System.Buffers.OperationStatus.Done;
            text.Append((valid ? rune : Rune.ReplacementChar).ToString());
            rest = rest[(valid ? used : 1)..];
        }
        run.Clear();
    }

    private static byte? Value(string piece) =>
        piece.Length == 6 && piece.StartsWith("<0x", StringComparison.Ordinal) && piece[5] == '>'
        && byte.TryParse(piece.AsSpan(3, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) ? value : null;
}
