namespace InternVideo2.Video;

/// <summary>Limits and tools of <see cref="VideoProbe"/> and <see cref="VideoReader"/>.</summary>
public sealed record VideoReaderOptions
{
    /// <summary>The defaults.</summary>
    public static VideoReaderOptions Default { get; } = new();

    /// <summary>Largest picture, in pixels (width × height as coded). Default 4096 × 2304; range 1 … 2³¹−1.</summary>
    public int MaxFramePixels { get; init; } = 4096 * 2304;

    /// <summary>Most frames a file may decode to; longer files are refused while they are counted. Default 1,000,000; range ≥ 1.</summary>
    public int MaxFrames { get; init; } = 1_000_000;

    /// <summary>Most bytes of pixels that one read returns. Default 1 GiB; range 1 … <see cref="Array.MaxLength"/>.</summary>
    public long MaxClipBytes { get; init; } = 1L << 30;

    /// <summary>Longest run of one decoder process. Default two minutes; range &gt; 0, at most a day.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Threads of one decoder process. Default 1: concealment of damaged pictures is repeatable only without frame threads, and several clips
    /// are decoded at a time anyway. Range 1 … 64.
    /// </summary>
    public int DecoderThreads { get; init; } = 1;

    /// <summary>Name or path of the ffmpeg program. A bare name is looked up in PATH.</summary>
    public string Ffmpeg { get; init; } = "ffmpeg";

    /// <summary>Name or path of the ffprobe program. A bare name is looked up in PATH.</summary>
    public string Ffprobe { get; init; } = "ffprobe";

    /// <summary>Throws when a member is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the member, its value and the range.</exception>
    public void Validate()
    {
        Check(nameof(MaxFramePixels), MaxFramePixels, 1, int.MaxValue);
        Check(nameof(MaxFrames), MaxFrames, 1, int.MaxValue);
        Check(nameof(MaxClipBytes), MaxClipBytes, 1, Array.MaxLength);
        Check(nameof(DecoderThreads), DecoderThreads, 1, 64);
        if (TimeLimit <= TimeSpan.Zero || TimeLimit > TimeSpan.FromDays(1))
        {
            throw new ArgumentOutOfRangeException(nameof(TimeLimit), TimeLimit, $"{nameof(TimeLimit)} is {TimeLimit}; allowed: more than zero, at most a day.");
        }
    }

    private static void Check(string member, long value, long least, long most)
    {
        if (value < least || value > most)
        {
            throw new ArgumentOutOfRangeException(member, value, $"{member} is {value}; allowed: {least} … {most}.");
        }
    }
}
