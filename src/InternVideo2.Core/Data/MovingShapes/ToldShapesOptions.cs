namespace InternVideo2.Data.MovingShapes;

/// <summary>How clips are told in words by <see cref="ToldShapes"/>.</summary>
public sealed record ToldShapesOptions
{
    /// <summary>Share of clips that are described at all, 0 … 1. Of the others a reader learns how questions sound, and how often each answer is right.</summary>
    public double Described { get; init; } = 0.7;

    /// <summary>
    /// Share of descriptions of one motion whose words come in any order, 0 … 1. What a Q-Former's queries find has no order either, so a reader of such
    /// descriptions is easier to connect with.
    /// </summary>
    public double Shuffled { get; init; } = 0.5;

    /// <summary>Questions about a clip at least. 1 or more.</summary>
    public int LeastQuestions { get; init; } = 3;

    /// <summary>Questions about a clip at most, one of them to be answered by a choice; there are 8. <see cref="LeastQuestions"/> or more.</summary>
    public int MostQuestions { get; init; } = 5;

    /// <summary>Seed of the set of clips.</summary>
    public ulong Seed { get; init; }

    /// <summary>Share of clips with two motions, 0 … 1.</summary>
    public double TwoMotions { get; init; } = ShapesScene.UsualTwoMotions;

    /// <summary>Throws when a member is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the member, its value and the allowed range.</exception>
    public void Validate()
    {
        Check(Described is >= 0 and <= 1, nameof(Described), Described, "0 … 1");
        Check(Shuffled is >= 0 and <= 1, nameof(Shuffled), Shuffled, "0 … 1");
        Check(LeastQuestions >= 1, nameof(LeastQuestions), LeastQuestions, "1 or more");
        Check(MostQuestions >= LeastQuestions, nameof(MostQuestions), MostQuestions, $"{LeastQuestions} ({nameof(LeastQuestions)}) or more");
        Check(TwoMotions is >= 0 and <= 1, nameof(TwoMotions), TwoMotions, "0 … 1");
    }

    private static void Check(bool allowed, string member, object? value, string range) =>
        OptionRange.Check(allowed, nameof(ToldShapesOptions), member, value, range);
}
