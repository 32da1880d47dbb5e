namespace InternVideo2.Audio;

/// <summary>Limits, rules and tools of <see cref="SoundReader"/>.</summary>
public sealed record SoundReaderOptions
{
    /// <summary>The defaults.</summary>
    public static SoundReaderOptions Default { get; } = new();

    /// <summary>How several channels become one. Default: as the released model was trained.</summary>
    public ChannelMix Channels { get; init; } = ChannelMix.StereoMeanElseFirst;

    /// <summary>Most samples that one read returns. Default 2²⁷, 46 minutes at 48 kHz; range 1 … 2³⁰.</summary>
    public int MaxSamples { get; init; } = 1 << 27;

    /// <summary>Longest run of one decoder process. Default two minutes; range &gt; 0, at most a day.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Name or path of the ffmpeg program. A bare name is looked up in PATH.</summary>
    public string Ffmpeg { get; init; } = "ffmpeg";

    /// <summary>Throws when a member is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the member, its value and the range.</exception>
    public void Validate()
    {
        OptionRange.Check(Enum.IsDefined(Channels), nameof(SoundReaderOptions), nameof(Channels), Channels, "a named value");
        OptionRange.Check(MaxSamples is >= 1 and <= 1 << 30, nameof(SoundReaderOptions), nameof(MaxSamples), MaxSamples, "1 … 2³⁰");
        OptionRange.Check(TimeLimit > TimeSpan.Zero && TimeLimit <= TimeSpan.FromDays(1), nameof(SoundReaderOptions), nameof(TimeLimit), TimeLimit,
            "more than zero, at most a day");
    }
}
