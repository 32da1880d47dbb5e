namespace InternVideo2.Video;

/// <summary>How a data set of classification is sampled (stage 1, 8.4).</summary>
public enum FrameSampling
{
    /// <summary>One frame from each of T segments: Kinetics, Moments in Time, ActivityNet, HACS. See <see cref="SegmentSampler"/>.</summary>
    Segments,

    /// <summary>The same by ticks of n/T frames: Something-Something and HMDB. See <see cref="TickSampler"/>.</summary>
    Ticks,

    /// <summary>Neighbouring frames: UCF101, and Kinetics in older recipes. See <see cref="DenseSampler"/>.</summary>
    Dense,
}

/// <summary>The samplers that belong to a <see cref="FrameSampling"/>.</summary>
public static class FrameSamplings
{
    /// <summary>The sampler that draws, for training.</summary>
    public static FrameSampler ForTraining(this FrameSampling sampling, int frames) => sampling switch
    {
        FrameSampling.Segments => new SegmentSampler { Frames = frames },
        FrameSampling.Ticks => new TickSampler { Frames = frames },
        _ => new DenseSampler { Frames = frames },
    };

    /// <summary>The sampler of one temporal view, without draws. With one view: validation's.</summary>
    public static FrameSampler ForView(this FrameSampling sampling, int frames, int view, int views) => sampling switch
    {
        FrameSampling.Segments => new SegmentViewSampler { Frames = frames, View = view, Views = views },
        FrameSampling.Ticks => new FolderViewSampler { Frames = frames, View = view, Views = views },
        _ => new DenseSampler { Frames = frames, View = view, Views = views },
    };
}
