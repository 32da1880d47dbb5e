namespace InternVideo2.Text;

/// <summary>The tokens of a BERT vocabulary that are no words.</summary>
public static class SpecialTokens
{
    /// <summary>Fills up short texts.</summary>
    public const string Padding = "[PAD]";

    /// <summary>Stands for what cannot be spelled with the vocabulary.</summary>
    public const string Unknown = "[UNK]";

    /// <summary>Begins every text; its state stands for the whole of it.</summary>
    public const string Class = "[CLS]";

    /// <summary>Ends a sentence in the public models; written for the Q-Former alone (stage 2, 11; stage 3, 4), read where a text has it.</summary>
    public const string Separator = "[SEP]";

    /// <summary>Hides a word that is to be guessed.</summary>
    public const string Mask = "[MASK]";

    /// <summary>All of them, in the order of the public vocabularies.</summary>
    public static IReadOnlyList<string> All { get; } = [Padding, Unknown, Class, Separator, Mask];
}
