namespace InternVideo2.Encoders;

/// <summary>Sizes and variants of a <see cref="TextEncoder"/> (stage 2, 3.1).</summary>
public sealed record TextEncoderOptions
{
    /// <summary>V, tokens of the vocabulary. 1 or more.</summary>
    public int VocabularySize { get; init; } = 30522;

    /// <summary>C, channels of a state. A multiple of <see cref="Heads"/>.</summary>
    public required int Width { get; init; }

    /// <summary>Number of layers, text and fusion together. 1 or more.</summary>
    public required int Depth { get; init; }

    /// <summary>The first layer that attends to a medium; 0: all do, equal to <see cref="Depth"/>: none does. 0 … <see cref="Depth"/>.</summary>
    public required int FusionLayer { get; init; }

    /// <summary>Attention heads. 1 or more.</summary>
    public required int Heads { get; init; }

    /// <summary>Width inside the MLPs. 1 or more.</summary>
    public required int HiddenWidth { get; init; }

    /// <summary>Channels of the media tokens that the fusion layers attend to. 1 or more; ignored without fusion layers.</summary>
    public int MediaWidth { get; init; } = 768;

    /// <summary>Tokens of the longest text. 1 or more.</summary>
    public int MaxPositions { get; init; } = 512;

    /// <summary>p of the dropouts in training, of states and of attention weights. In [0, 1).</summary>
    public double Dropout { get; init; } = 0.1;

    /// <summary>Standard deviation of the vectors of words, positions and types at the start. Above 0. 0.02 in BERT; narrow encoders learn sooner from wider ones.</summary>
    public double EmbeddingDeviation { get; init; } = 0.02;

    /// <summary>ε of the norms. Above 0.</summary>
    public double NormEpsilon { get; init; } = 1e-12;

    /// <summary>Whether there is a head that guesses words: as in pre-training, not in retrieval (stage 2, 3.3).</summary>
    public bool WordHead { get; init; } = true;

    /// <summary>Whether there is a head that makes one vector of a text, as in the public BERT; none of InternVideo2's models uses it.</summary>
    public bool Pooler { get; init; }

    /// <summary>bert-large: 24 layers, of which the last 5 attend to the medium. The text encoder of the 1B and 6B models.</summary>
    public static TextEncoderOptions BertLarge { get; } = new() { Width = 1024, Depth = 24, FusionLayer = 19, Heads = 16, HiddenWidth = 4096 };

    /// <summary>bert-base: 12 layers, of which the last 3 attend to the medium.</summary>
    public static TextEncoderOptions BertBase { get; } = new() { Width = 768, Depth = 12, FusionLayer = 9, Heads = 12, HiddenWidth = 3072 };

    /// <summary>Throws when a member is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the member, its value and the allowed range.</exception>
    public void Validate()
    {
        Check(VocabularySize >= 1, nameof(VocabularySize), VocabularySize, "1 or more");
        Check(Heads >= 1, nameof(Heads), Heads, "1 or more");
        Check(Width >= 1 && Width % Heads == 0, nameof(Width), Width, $"a multiple of {nameof(Heads)} = {Heads}");
        Check(Depth >= 1, nameof(Depth), Depth, "1 or more");
        Check(FusionLayer >= 0 && FusionLayer <= Depth, nameof(FusionLayer), FusionLayer, $"0 … {nameof(Depth)} = {Depth}");
        Check(HiddenWidth >= 1, nameof(HiddenWidth), HiddenWidth, "1 or more");
        Check(MediaWidth >= 1, nameof(MediaWidth), MediaWidth, "1 or more");
        Check(MaxPositions >= 1, nameof(MaxPositions), MaxPositions, "1 or more");
        Check(Dropout is >= 0 and < 1, nameof(Dropout), Dropout, "[0, 1)");
        Check(EmbeddingDeviation > 0, nameof(EmbeddingDeviation), EmbeddingDeviation, "above 0");
        Check(NormEpsilon > 0, nameof(NormEpsilon), NormEpsilon, "above 0");
    }

    private static void Check(bool allowed, string member, object value, string range) =>
        OptionRange.Check(allowed, nameof(TextEncoderOptions), member, value, range);
}
