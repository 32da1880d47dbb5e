namespace InternVideo2.Video;

/// <summary>
/// Sampling of the chat demonstrations and of MVBench (stage 3, 12): T frames at equal distances seg = (last − first)/T, the first one seg/2 behind
/// the start: int(start + seg/2 + round(seg·k)), half to even. A span in seconds is turned into frame numbers with the video's average rate, as the
/// published evaluation does; what lies behind the last frame is the last frame, where the published code asks for one that is not there.
/// </summary>
public sealed record SpacedSampler : FrameSampler
{
    /// <summary>Start of the span in seconds, 0 or more; null: the first frame. Needs <see cref="VideoRate"/>.</summary>
    public double? StartSeconds { get; init; }

    /// <summary>End of the span in seconds; null: the last frame. Needs <see cref="VideoRate"/>.</summary>
    public double? EndSeconds { get; init; }

    /// <summary>Average frames per second, above 0; see <see cref="VideoStreamInfo.AverageFrameRate"/>. Ignored without a span.</summary>
    public double? VideoRate { get; init; }

    /// <summary>Number of the first frame: 0 in files, 1 in MVBench's folders of pictures. Indices are counted from 0 all the same.</summary>
    public int FirstNumber { get; init; }

    protected override int[] Choose(int available, Func<int, int> draw)
    {
        OptionRange.Check(FirstNumber is 0 or 1, nameof(SpacedSampler), nameof(FirstNumber), FirstNumber, "0 or 1");
        OptionRange.Check(VideoRate > 0 || (StartSeconds ?? EndSeconds) is null, nameof(SpacedSampler), nameof(VideoRate), VideoRate, "above 0 with a span in seconds");
        int last = available - 1 + FirstNumber;
        double start = Math.Max(FirstNumber, Number(StartSeconds, FirstNumber));
        double distance = (Math.Min(last, Number(EndSeconds, last)) - start) / Frames;
        return [.. Enumerable.Range(0, Frames).Select(k => (int)(start + (distance / 2) + Math.Round(distance * k)) - FirstNumber).Select(index => Math.Clamp(index, 0, available - 1))];
    }

    private double Number(double? seconds, int otherwise) => seconds is { } time ? Math.Round(time * VideoRate!.Value) : otherwise;
}
