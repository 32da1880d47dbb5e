namespace InternVideo2.Video;

/// <summary>
/// Sampling of the classifiers for training on sparse sets (stage 1, 8.4): one frame from each of T segments whose borders, both included, are
/// round(i·(n−1)/T), half to even.
/// </summary>
public sealed record SegmentSampler : FrameSampler
{
    protected override int[] Choose(int available, Func<int, int> draw)
    {
        double segment = Math.Max(0, (available - 1) / (double)Frames);
        int[] frames = new int[Frames];
        for (int i = 0; i < Frames; i++)
        {
            int low = (int)Math.Round(segment * i, MidpointRounding.ToEven);
            int high = (int)Math.Round(segment * (i + 1), MidpointRounding.ToEven);
            frames[i] = Math.Min(low + draw(high - low + 1), available - 1);
        }

        return frames;
    }
}

/// <summary>
/// The same segments for evaluation, without draws: temporal view <see cref="View"/> of <see cref="Views"/> takes the frame that lies
/// (view+1)/(views+1) of the way into each segment.
/// </summary>
public sealed record SegmentViewSampler : FrameSampler
{
    /// <summary>Which temporal view, 0 … <see cref="Views"/> − 1. Validation: 0.</summary>
    public int View { get; init; }

    /// <summary>Number of temporal views. Validation: 1.</summary>
    public int Views { get; init; } = 1;

    protected override int[] Choose(int available, Func<int, int> draw)
    {
        CheckView(View, Views);
        double segment = Math.Max(0, (available - 1) / (double)Frames);
        int offset = (int)(segment / (Views + 1) * (View + 1));
        return
        [
            .. Enumerable.Range(0, Frames).Select(i => Math.Min((int)Math.Round(segment * i, MidpointRounding.ToEven) + offset, available - 1)),
        ];
    }
}
