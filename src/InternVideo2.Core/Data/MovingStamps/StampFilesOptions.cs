namespace InternVideo2.Data.MovingStamps;

/// <summary>Which files of the moving stamps are made. Clips per part; a part of 0 clips gets no list.</summary>
public sealed record StampFilesOptions
{
    /// <summary>600 clips: 420 / 60 / 60 / 60.</summary>
    public static StampFilesOptions Small { get; } = new() { Train = 420, Validation = 60, Test = 60, ZeroShot = 60 };

    /// <summary>2,750 clips: 2000 / 250 / 250 / 250.</summary>
    public static StampFilesOptions Full { get; } = new();

    /// <summary>Clips to learn from. Default 2000; range of all parts 0 … 25,000.</summary>
    public int Train { get; init; } = 2000;

    /// <summary>Clips for choices during development. Default 250.</summary>
    public int Validation { get; init; } = 250;

    /// <summary>Clips for results. Default 250.</summary>
    public int Test { get; init; } = 250;

    /// <summary>Clips of held-out animals. Default 250.</summary>
    public int ZeroShot { get; init; } = 250;

    /// <summary>Side of the picture in pixels, even. Default 112; range 16 … 1024.</summary>
    public int Size { get; init; } = 112;

    /// <summary>Seed of the set. Default 0.</summary>
    public ulong Seed { get; init; }

    /// <summary>Throws when a member is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the member, its value and the allowed range.</exception>
    public void Validate()
    {
        foreach (var (part, clips) in Parts)
        {
            Check(clips is >= 0 and <= 25_000, part.ToString(), clips, "0 … 25000");
        }

        Check(Parts.Any(p => p.Clips > 0), nameof(Train), Train, "at least one part with at least one clip");
        Check(Size is >= 16 and <= 1024 && Size % 2 == 0, nameof(Size), Size, "an even number, 16 … 1024");
    }

    /// <summary>The parts and their numbers of clips.</summary>
    internal IReadOnlyList<(StampsSplit Split, int Clips)> Parts =>
        [(StampsSplit.Train, Train), (StampsSplit.Validation, Validation), (StampsSplit.Test, Test), (StampsSplit.ZeroShot, ZeroShot)];

    private static void Check(bool allowed, string member, object value, string range) =>
        OptionRange.Check(allowed, nameof(StampFilesOptions), member, value, range);
}
