namespace InternVideo2.Video;

/// <summary>All frames of a video that decode, without their pixels: what a sampler needs to know before it chooses.</summary>
/// <param name="Info">What the header says.</param>
/// <param name="Height">Rows of every frame, after rotation.</param>
/// <param name="Width">Columns of every frame, after rotation.</param>
/// <param name="Timestamps">Presentation time of each frame in seconds from the container's start time, in presentation order.</param>
public sealed record FrameIndex(VideoInfo Info, int Height, int Width, IReadOnlyList<double> Timestamps)
{
    /// <summary>Number of frames that decode; at least 1.</summary>
    public int Count => Timestamps.Count;

    /// <summary>The indices of the frames with start ≤ timestamp &lt; end, in presentation order. May be empty.</summary>
    /// <param name="start">Seconds.</param>
    /// <param name="end">Seconds.</param>
    public int[] Within(double start, double end) => [.. Enumerable.Range(0, Count).Where(i => Timestamps[i] >= start && Timestamps[i] < end)];
}
