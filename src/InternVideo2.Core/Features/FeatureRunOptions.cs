namespace InternVideo2.Features;

/// <summary>How the clips of a <see cref="FeatureRun"/> are worked through.</summary>
public sealed record FeatureRunOptions
{
    /// <summary>Clips computed at a time. 1 or more. It may touch the last bits of the result, and a run is resumed with the size it began with.</summary>
    public int BatchSize { get; init; } = 8;

    /// <summary>How many clips may be unreadable before the run stops; each is skipped and listed. 0: the first one stops it.</summary>
    public int MaxBrokenClips { get; init; }

    /// <summary>Clips read at the same time. 1 … 256. No influence on the result.</summary>
    public int Workers { get; init; } = 2;

    /// <summary>Throws when a member is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the member, its value and the allowed range.</exception>
    public void Validate()
    {
        Check(BatchSize >= 1, nameof(BatchSize), BatchSize, "1 or more");
        Check(MaxBrokenClips >= 0, nameof(MaxBrokenClips), MaxBrokenClips, "0 or more");
        Check(Workers is >= 1 and <= 256, nameof(Workers), Workers, "1 … 256");
    }

    private static void Check(bool allowed, string member, object value, string range) =>
        OptionRange.Check(allowed, nameof(FeatureRunOptions), member, value, range);
}
