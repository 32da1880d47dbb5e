using Google.Protobuf;

namespace InternVideo2.Text;

/// <summary>The content of a SentencePiece file of the byte-pair kind (stage 3, 13.1): the pieces and how text is prepared for them.</summary>
public sealed record SentencePieceModel
{
    /// <summary>Fields of the file that are read; all others are skipped.</summary>
    private const int PieceField = 1, TrainerField = 2, NormalizerField = 3;

    private const int BytePairs = 2;

    /// <summary>The vocabulary; the index is the number.</summary>
    public required IReadOnlyList<SentencePiece> Pieces { get; init; }

    /// <summary>Number of the unknown piece.</summary>
    public int Unknown { get; init; }

    /// <summary>Number of the piece that begins a text; −1: there is none.</summary>
    public int Begin { get; init; } = 1;

    /// <summary>Number of the piece that ends a text; −1: there is none.</summary>
    public int End { get; init; } = 2;

    /// <summary>Number of the piece that fills up short texts; −1: there is none.</summary>
    public int Padding { get; init; } = -1;

    /// <summary>Text the unknown piece is decoded to.</summary>
    public string UnknownText { get; init; } = " \u2047 ";

    /// <summary>Whether what the vocabulary cannot spell becomes bytes; otherwise it becomes the unknown piece.</summary>
    public bool ByteFallback { get; init; }

    /// <summary>Whether a space goes before every text.</summary>
    public bool AddDummyPrefix { get; init; } = true;

    /// <summary>Whether spaces at both ends are dropped and runs of spaces become one.</summary>
    public bool RemoveExtraSpaces { get; init; } = true;

    /// <summary>Reads a tokenizer.model.</summary>
    /// <exception cref="VocabularyException">No such file, or one of a kind that is not supported; says which.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static SentencePieceModel Load(string path)
    {
        try
        {
            return Of(File.ReadAllBytes(path), $"'{path}'");
        }
        catch (Exception error) when (error is InvalidProtocolBufferException or ArgumentException)
        {
            throw new VocabularyException($"The tokenizer '{path}' is no SentencePiece file, or it is damaged ({error.Message}). Download it again.", error);
        }
    }

    private static SentencePieceModel Of(byte[] file, string source)
    {
        var pieces = new List<SentencePiece>();
        var model = new SentencePieceModel { Pieces = pieces };
        var input = new CodedInputStream(file);
        while (input.ReadTag() is var tag && tag != 0)
        {
            switch (WireFormat.GetTagFieldNumber(tag))
            {
                case PieceField: pieces.Add(Piece(Part(input))); break;
                case TrainerField: model = WithTrainer(model, Part(input), source); break;
                case NormalizerField: model = WithNormalizer(model, Part(input), source); break;
                default: input.SkipLastField(); break;
            }
        }
        if (pieces.Count == 0) throw new VocabularyException($"The tokenizer {source} has no pieces: is it a SentencePiece file (tokenizer.model)?");
        foreach (var (name, number) in new[] { ("unknown", model.Unknown), ("begin", model.Begin), ("end", model.End), ("padding", model.Padding) })
        {
            if (number < (name == "unknown" ? 0 : -1) || number >= pieces.Count)
                throw new VocabularyException($"The tokenizer {source} says that its {name} piece is number {number}, but it has only {pieces.Count} pieces (0 …).");
        }
        return model;
    }

    private static CodedInputStream Part(CodedInputStream input) => new(input.ReadBytes().ToByteArray());

    private static SentencePiece Piece(CodedInputStream input)
    {
        var piece = new SentencePiece("", 0, PieceKind.Normal);
        while (input.ReadTag() is var tag && tag != 0)
        {
            switch (WireFormat.GetTagFieldNumber(tag))
            {
                case 1: piece = piece with { Text = input.ReadString() }; break;
                case 2: piece = piece with { Score = input.ReadFloat() }; break;
                case 3: piece = piece with { Kind = (PieceKind)input.ReadEnum() }; break;
                default: input.SkipLastField(); break;
            }
        }
        return piece;
    }

    private static SentencePieceModel WithTrainer(SentencePieceModel model, CodedInputStream input, string source)
    {
        var kind = 1;
        while (input.ReadTag() is var tag && tag != 0)
        {
            switch (WireFormat.GetTagFieldNumber(tag))
            {
                case 3: kind = input.ReadEnum(); break;
                case 24: Refuse(input.ReadBool(), source, "puts spaces after words (treat_whitespace_as_suffix)"); break;
                case 35: model = model with { ByteFallback = input.ReadBool() }; break;
                case 40: model = model with { Unknown = input.ReadInt32() }; break;
                case 41: model = model with { Begin = input.ReadInt32() }; break;
                case 42: model = model with { End = input.ReadInt32() }; break;
                case 43: model = model with { Padding = input.ReadInt32() }; break;
                case 44: model = model with { UnknownText = input.ReadString() }; break;
                default: input.SkipLastField(); break;
            }
        }
        Refuse(kind != BytePairs, source, $"is of kind {(kind == 1 ? "unigram" : kind)}");
        return model;
    }

    private static SentencePieceModel WithNormalizer(SentencePieceModel model, CodedInputStream input, string source)
    {
        while (input.ReadTag() is var tag && tag != 0)
        {
            switch (WireFormat.GetTagFieldNumber(tag))
            {
                case 2: Refuse(input.ReadBytes().Length > 0, source, "rewrites characters (precompiled_charsmap)"); break;
                case 3: model = model with { AddDummyPrefix = input.ReadBool() }; break;
                case 4: model = model with { RemoveExtraSpaces = input.ReadBool() }; break;
                case 5: Refuse(!input.ReadBool(), source, "keeps spaces as they are (escape_whitespaces)"); break;
                default: input.SkipLastField(); break;
            }
        }
        return model;
    }

    private static void Refuse(bool unsupported, string source, string what)
    {
        if (unsupported)
        {
            throw new VocabularyException(
                $"The tokenizer {source} {what}, which is not supported: LLaMA-like byte pairs with plain text only. "
                + "If its model comes with a tokenizer.json, use that.");
        }
    }
}
