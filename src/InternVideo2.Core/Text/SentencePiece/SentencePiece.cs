namespace InternVideo2.Text;

/// <summary>An entry of a SentencePiece vocabulary; its number is its place (stage 3, 13.1).</summary>
/// <param name="Text">What it spells, with U+2581 for a space; <c>&lt;0xNN&gt;</c> for a byte.</param>
/// <param name="Score">Pairs that give a higher score are joined first.</param>
/// <param name="Kind">What it may be used for.</param>
public sealed record SentencePiece(string Text, float Score, PieceKind Kind);

/// <summary>Kinds of SentencePiece entries. The values are those of the file.</summary>
public enum PieceKind
{
    /// <summary>Spells text.</summary>
    Normal = 1,

    /// <summary>Stands for what cannot be spelled.</summary>
    Unknown = 2,

    /// <summary>Begin, end and the like: never made from text, leaves no text.</summary>
    Control = 3,

    /// <summary>Found in the text as a whole before anything is joined.</summary>
    UserDefined = 4,

    /// <summary>Helps joining, but is taken apart again in the end.</summary>
    Unused = 5,

    /// <summary>One byte of what no other piece spells.</summary>
    Byte = 6,
}
