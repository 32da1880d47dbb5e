using Google.Protobuf;
using InternVideo2.Text;

namespace InternVideo2.Tests.Text;

/// <summary>Writes small SentencePiece files.</summary>
internal static class SentencePieceFile
{
    /// <summary>The special pieces of LLaMA, all bytes and the given pieces, which are joined in their order.</summary>
    public static IReadOnlyList<SentencePiece> LlamaPieces(params IEnumerable<string> texts) =>
    [
        new("<unk>", 0, PieceKind.Unknown),
        new("<s>", 0, PieceKind.Control),
        new("</s>", 0, PieceKind.Control),
        .. Enumerable.Range(0, 256).Select(value => new SentencePiece($"<0x{value:X2}>", 0, PieceKind.Byte)),
        .. texts.Select((text, rank) => new SentencePiece(text, -rank, PieceKind.Normal)),
    ];

    /// <param name="pieces">The vocabulary.</param>
    /// <param name="modelType">1 unigram, 2 byte pairs.</param>
    /// <param name="begin">Number of the begin piece.</param>
    /// <param name="characterMap">Bytes of a map that rewrites characters.</param>
    public static byte[] Of(IReadOnlyList<SentencePiece> pieces, int modelType = 2, int begin = 1, byte[]? characterMap = null)
    {
        using var file = new MemoryStream();
        var output = new CodedOutputStream(file);
        foreach (var piece in pieces)
        {
            Part(output, 1, part =>
            {
                part.WriteTag(1, WireFormat.WireType.LengthDelimited);
                part.WriteString(piece.Text);
                part.WriteTag(2, WireFormat.WireType.Fixed32);
                part.WriteFloat(piece.Score);
                Number(part, 3, (int)piece.Kind);
                Number(part, 99, 5);
            });
        }
        Part(output, 2, part =>
        {
            Number(part, 3, modelType);
            Number(part, 35, 1);
            Number(part, 41, begin);
        });
        Part(output, 3, part =>
        {
            part.WriteTag(2, WireFormat.WireType.LengthDelimited);
            part.WriteBytes(ByteString.CopyFrom(characterMap ?? []));
            Number(part, 4, 0);
        });
        output.Flush();
        return file.ToArray();
    }

    private static void Part(CodedOutputStream output, int field, Action<CodedOutputStream> write)
    {
        using var content = new MemoryStream();
        var part = new CodedOutputStream(content);
        write(part);
        part.Flush();
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(ByteString.CopyFrom(content.ToArray()));
    }

    private static void Number(CodedOutputStream output, int field, int value)
    {
        output.WriteTag(field, WireFormat.WireType.Varint);
        output.WriteInt32(value);
    }
}
