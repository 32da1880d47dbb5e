namespace InternVideo2.Data.MovingShapes;

/// <summary>Which files of the teaching set are made. Clips per part; a part of 0 clips gets no list.</summary>
public sealed record ShapesFilesOptions
{
    /// <summary>1,650 clips: 1000 / 150 / 150 / 150 / 200.</summary>
    public static ShapesFilesOptions Small { get; } = new() { Train = 1000, Validation = 150, Test = 150, TestComposition = 150 };

    /// <summary>5,700 clips: 4000 / 500 / 500 / 500 / 200.</summary>
    public static ShapesFilesOptions Full { get; } = new();

    /// <summary>Clips to learn from. Default 4000; range of all parts 0 … 100,000.</summary>
    public int Train { get; init; } = 4000;

    /// <summary>Clips for choices during development. Default 500.</summary>
    public int Validation { get; init; } = 500;

    /// <summary>Clips for results. Default 500.</summary>
    public int Test { get; init; } = 500;

    /// <summary>Clips of held-out combinations. Default 500.</summary>
    public int TestComposition { get; init; } = 500;

    /// <summary>Clips of hard retrieval, four for each view. Default 200; at most 6,720.</summary>
    public int RetrievalHard { get; init; } = 200;

    /// <summary>Side of the picture in pixels, even. Default 112; range 16 … 1024.</summary>
    public int Size { get; init; } = 112;

    /// <summary>Seed of the set. Default 0.</summary>
    public ulong Seed { get; init; }

    /// <summary>Share of clips with two motions. Default 0.25; range 0 … 1.</summary>
    public double TwoMotions { get; init; } = ShapesScene.UsualTwoMotions;

    /// <summary>Throws when a member is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the member, its value and the allowed range.</exception>
    public void Validate()
    {
        foreach (var (part, clips) in Parts)
        {
            Check(clips is >= 0 and <= 100_000, part.ToString(), clips, "0 … 100000");
        }

        Check(Parts.Any(p => p.Clips > 0), nameof(Train), Train, "at least one part with at least one clip");
        Check(Size is >= 16 and <= 1024 && Size % 2 == 0, nameof(Size), Size, "an even number, 16 … 1024");
        Check(TwoMotions is >= 0 and <= 1, nameof(TwoMotions), TwoMotions, "0 … 1");
    }

    /// <summary>The parts and their numbers of clips.</summary>
    internal IReadOnlyList<(ShapesSplit Split, int Clips)> Parts =>
    [
        (ShapesSplit.Train, Train), (ShapesSplit.Validation, Validation), (ShapesSplit.Test, Test),
        (ShapesSplit.TestComposition, TestComposition), (ShapesSplit.RetrievalHard, RetrievalHard),
    ];

    private static void Check(bool allowed, string member, object value, string range) =>
        OptionRange.Check(allowed, nameof(ShapesFilesOptions), member, value, range);
}
