using InternVideo2.Encoders;

namespace InternVideo2.Stage3;

/// <summary>What says whether a medium and a text belong together (stage 3, 4).</summary>
public enum MatchingInput
{
    /// <summary>The mean of the queries' states beside the text's first state.</summary>
    QueriesAndText,

    /// <summary>Their sum.</summary>
    Sum,

    /// <summary>The queries' mean alone.</summary>
    Queries,
}

/// <summary>The parts of a <see cref="BridgeModel"/> (stage 3, 2–4).</summary>
public sealed record BridgeModelOptions
{
    public required VisionEncoderOptions Vision { get; init; }

    /// <summary>The bridge. The width of the media follows from <see cref="Vision"/>; it has texts and a word head, and no extra queries yet.</summary>
    public required QFormerOptions QFormer { get; init; }

    /// <summary>Positions in time (frames, or tubelets) that have vectors of their own before the Q-Former looks; 0: none have. 0 or more.</summary>
    public int TemporalFrames { get; init; } = 4;

    /// <summary>Size of the vectors that are contrasted. 1 or more.</summary>
    public int ContrastWidth { get; init; } = 768;

    /// <summary>What similarities are divided by at the start. Above 0.</summary>
    public double Temperature { get; init; } = 0.07;

    /// <summary>What the matching head sees.</summary>
    public MatchingInput Matching { get; init; } = MatchingInput.QueriesAndText;

    /// <summary>The Q-Former as it is built.</summary>
    internal QFormerOptions Bridge => QFormer with { MediaWidth = Vision.Width, Text = true, WordHead = true };

    /// <summary>Throws when a member is out of its range or two of them do not fit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the member, its value and the allowed range.</exception>
    public void Validate()
    {
        Vision.Validate();
        Bridge.Validate();
        Check(QFormer.VocabularySize >= 2, nameof(QFormer) + "." + nameof(QFormer.VocabularySize), QFormer.VocabularySize, "2 or more: the last token begins captions");
        Check(TemporalFrames >= 0, nameof(TemporalFrames), TemporalFrames, "0 (none) or more");
        Check(ContrastWidth >= 1, nameof(ContrastWidth), ContrastWidth, "1 or more");
        Check(Temperature > 0, nameof(Temperature), Temperature, "above 0");
        Check(Enum.IsDefined(Matching), nameof(Matching), Matching, string.Join(", ", Enum.GetNames<MatchingInput>()));
    }

    private static void Check(bool allowed, string member, object value, string range) =>
        OptionRange.Check(allowed, nameof(BridgeModelOptions), member, value, range);
}
