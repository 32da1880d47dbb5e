namespace InternVideo2.Video;

/// <summary>
/// Sampling of the demonstration (stage 2, 14): every (n div T)-th frame from the first one on. A video with fewer frames than wanted gives all of them,
/// then repeats the last one (the released code fails there).
/// </summary>
public sealed record StrideSampler : FrameSampler
{
    protected override int[] Choose(int available, Func<int, int> draw)
    {
        int step = Math.Max(1, available / Frames);
        return [.. Enumerable.Range(0, Frames).Select(i => Math.Min(i * step, available - 1))];
    }
}
