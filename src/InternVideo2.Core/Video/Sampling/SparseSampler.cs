namespace InternVideo2.Video;

/// <summary>
/// Sampling of pre-training (stage 1, 8.1): the video is cut into T segments of n div T frames and one frame is drawn from each. A video with
/// fewer frames than wanted gives its first frame T times.
/// </summary>
public sealed record SparseSampler : FrameSampler
{
    public SparseSampler() => Frames = 16;

    /// <summary>
    /// Asks for one frame earlier, as the released loader for several sources does, so that offset 0 becomes −1, the last frame of the video.
    /// Default false (the loader for one source). Only for comparing with published runs.
    /// </summary>
    public bool OneFrameEarly { get; init; }

    protected override int[] Choose(int available, Func<int, int> draw)
    {
        int length = available / Frames;
        int shift = OneFrameEarly ? -1 : 0;
        int[] frames = new int[Frames];
        for (int s = 0; s < Frames; s++)
        {
            frames[s] = (length > 0 ? (s * length) + draw(length) : 0) + shift;
        }

        return frames;
    }
}
