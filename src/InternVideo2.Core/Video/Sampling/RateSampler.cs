namespace InternVideo2.Video;

/// <summary>
/// Frames at a fixed rate ("fpsX" of the multi-modal stages): the frames nearest to the times (j+½)/rate, half to even, as far as the video
/// reaches. The number of frames follows from the length; <see cref="FrameSampler.Frames"/> is the most that are returned.
/// </summary>
public sealed record RateSampler : FrameSampler
{
    public RateSampler() => Frames = int.MaxValue;

    /// <summary>Frames per second wanted; &gt; 0.</summary>
    public required double Rate { get; init; }

    /// <summary>Average frames per second of the video, see <see cref="VideoStreamInfo.AverageFrameRate"/>; &gt; 0.</summary>
    public required double VideoRate { get; init; }

    protected override int[] Choose(int available, Func<int, int> draw)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Rate);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(VideoRate);
        var frames = new List<int>();
        for (int j = 0; frames.Count < Frames; j++)
        {
            double frame = Math.Round((j + 0.5) / Rate * VideoRate, MidpointRounding.ToEven);
            if (frame >= available)
            {
                break;
            }

            frames.Add((int)frame);
        }

        // A video shorter than half a period still has a first frame.
        return frames.Count > 0 ? [.. frames] : [0];
    }
}
