namespace InternVideo2.Video;

/// <summary>How <see cref="VideoWriter"/> encodes. The defaults are the teaching set's.</summary>
public sealed record VideoWriterOptions
{
    /// <summary>Constant rate factor of H.264; lower is better. Default 23; range 0 … 51.</summary>
    public int Quality { get; init; } = 23;

    /// <summary>Most frames from one key frame to the next. Default 12; range ≥ 1.</summary>
    public int KeyFrameEvery { get; init; } = 12;

    /// <summary>Bits per second of the sound. Default 32,000; range 8,000 … 512,000.</summary>
    public int AudioBitRate { get; init; } = 32_000;

    /// <summary>Longest run of one encoder process. Default two minutes; range &gt; 0, at most a day.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Name or path of the ffmpeg program. A bare name is looked up in PATH.</summary>
    public string Ffmpeg { get; init; } = "ffmpeg";

    /// <summary>Throws when a member is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the member, its value and the allowed range.</exception>
    public void Validate()
    {
        Check(Quality is >= 0 and <= 51, nameof(Quality), Quality, "0 … 51");
        Check(KeyFrameEvery >= 1, nameof(KeyFrameEvery), KeyFrameEvery, "1 or more");
        Check(AudioBitRate is >= 8_000 and <= 512_000, nameof(AudioBitRate), AudioBitRate, "8000 … 512000");
        Check(TimeLimit > TimeSpan.Zero && TimeLimit <= TimeSpan.FromDays(1), nameof(TimeLimit), TimeLimit, "more than zero, at most a day");
    }

    private static void Check(bool allowed, string member, object value, string range) =>
        OptionRange.Check(allowed, nameof(VideoWriterOptions), member, value, range);
}
