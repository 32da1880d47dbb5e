namespace InternVideo2.Encoders;

/// <summary>Sizes and variants of a <see cref="QFormer"/> (stage 3, 3). The defaults are those of BERT-base.</summary>
public sealed record QFormerOptions
{
    /// <summary>Learned queries. 1 or more.</summary>
    public int Queries { get; init; } = 32;

    /// <summary>Queries that join from sub-stage 3.2 on. 0 or more.</summary>
    public int ExtraQueries { get; init; }

    /// <summary>C, channels of a state. A multiple of <see cref="Heads"/>.</summary>
    public int Width { get; init; } = 768;

    /// <summary>Number of layers. 1 or more.</summary>
    public int Depth { get; init; } = 12;

    /// <summary>Attention heads. 1 or more.</summary>
    public int Heads { get; init; } = 12;

    /// <summary>Width inside the MLPs. 1 or more.</summary>
    public int HiddenWidth { get; init; } = 3072;

    /// <summary>Channels of the media tokens that the queries attend to. 1 or more.</summary>
    public required int MediaWidth { get; init; }

    /// <summary>V, tokens of the vocabulary: BERT's and, as the last one, the token that a caption to be written begins with. 1 or more; ignored without <see cref="Text"/>.</summary>
    public int VocabularySize { get; init; } = 30523;

    /// <summary>Tokens of the longest text. 1 or more.</summary>
    public int MaxPositions { get; init; } = 512;

    /// <summary>ε of the norms. Above 0.</summary>
    public double NormEpsilon { get; init; } = 1e-12;

    /// <summary>Queries attend to the medium in layers 0, n, 2n, … 1 or more.</summary>
    public int CrossEvery { get; init; } = 2;

    /// <summary>Whether it reads texts besides: it needs to in 3.1, and for instructions in 3.3.</summary>
    public bool Text { get; init; } = true;

    /// <summary>Whether there is a head that guesses words, for captions in 3.1. Only with <see cref="Text"/>.</summary>
    public bool WordHead { get; init; }

    /// <summary>p of the dropouts in training, of states and of attention weights. In [0, 1).</summary>
    public double Dropout { get; init; } = 0.1;

    /// <summary>p of dropping a branch of the last layer for a sample in training; it rises evenly from 0 in the first. In [0, 1).</summary>
    public double DropPath { get; init; } = 0.2;

    /// <summary>Standard deviation of the queries at the start. Above 0. The release's is 1, cut at ±2.</summary>
    public double QueryDeviation { get; init; } = 1;

    /// <summary>The same of the extra queries. 0 or more. The release's is 0: only dropout sets them apart then.</summary>
    public double ExtraQueryDeviation { get; init; }

    /// <summary>Standard deviation of the vectors of words and positions at the start. Above 0.</summary>
    public double EmbeddingDeviation { get; init; } = 0.02;

    /// <summary>Whether matrices begin with Xavier's deviation, as narrow bridges need it in short trainings, in place of 0.02. Default false.</summary>
    public bool WideStart { get; init; }

    /// <summary>All queries.</summary>
    public int AllQueries => Queries + ExtraQueries;

    /// <summary>Throws when a member is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the member, its value and the allowed range.</exception>
    public void Validate()
    {
        Check(Queries >= 1, nameof(Queries), Queries, "1 or more");
        Check(ExtraQueries >= 0, nameof(ExtraQueries), ExtraQueries, "0 or more");
        Check(Heads >= 1, nameof(Heads), Heads, "1 or more");
        Check(Width >= 1 && Width % Heads == 0, nameof(Width), Width, $"a multiple of {nameof(Heads)} = {Heads}");
        Check(Depth >= 1, nameof(Depth), Depth, "1 or more");
        Check(HiddenWidth >= 1, nameof(HiddenWidth), HiddenWidth, "1 or more");
        Check(MediaWidth >= 1, nameof(MediaWidth), MediaWidth, "1 or more");
        Check(VocabularySize >= 1, nameof(VocabularySize), VocabularySize, "1 or more");
        Check(MaxPositions >= 1, nameof(MaxPositions), MaxPositions, "1 or more");
        Check(NormEpsilon > 0, nameof(NormEpsilon), NormEpsilon, "above 0");
        Check(CrossEvery >= 1, nameof(CrossEvery), CrossEvery, "1 or more");
        Check(Text || !WordHead, nameof(WordHead), WordHead, $"false without {nameof(Text)}");
        Check(Dropout is >= 0 and < 1, nameof(Dropout), Dropout, "[0, 1)");
        Check(DropPath is >= 0 and < 1, nameof(DropPath), DropPath, "[0, 1)");
        Check(QueryDeviation > 0, nameof(QueryDeviation), QueryDeviation, "above 0");
        Check(ExtraQueryDeviation >= 0, nameof(ExtraQueryDeviation), ExtraQueryDeviation, "0 or more");
        Check(EmbeddingDeviation > 0, nameof(EmbeddingDeviation), EmbeddingDeviation, "above 0");
    }

    private static void Check(bool allowed, string member, object value, string range) =>
        OptionRange.Check(allowed, nameof(QFormerOptions), member, value, range);
}
