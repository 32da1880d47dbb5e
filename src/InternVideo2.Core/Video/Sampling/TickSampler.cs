namespace InternVideo2.Video;

/// <summary>
/// Sampling of the Something-Something classifiers for training (stage 1, 8.4): one frame drawn from each of T segments of n div T frames.
/// A shorter video gives its first frame until T are reached, then all its frames.
/// </summary>
public sealed record TickSampler : FrameSampler
{
    protected override int[] Choose(int available, Func<int, int> draw)
    {
        int length = available / Frames;
        return length > 0
            ? [.. Enumerable.Range(0, Frames).Select(i => (i * length) + draw(length))]
            : [.. Enumerable.Range(0, Frames).Select(i => Math.Max(0, i - (Frames - available)))];
    }
}

/// <summary>
/// The evaluation of Something-Something from video files (stage 1, 8.4): with tick = n/T the frames int(tick·i) and int(tick/2 + tick·i), sorted;
/// temporal view c takes every <see cref="Views"/>-th from c. With one view (validation) only the second kind.
/// </summary>
public sealed record TickViewSampler : FrameSampler
{
    /// <summary>Which temporal view, 0 … <see cref="Views"/> − 1.</summary>
    public int View { get; init; }

    /// <summary>Number of temporal views. More than two only repeat a frame, as the released code does.</summary>
    public int Views { get; init; } = 1;

    protected override int[] Choose(int available, Func<int, int> draw)
    {
        CheckView(View, Views);
        double tick = available / (double)Frames;
        List<int> frames = [.. Enumerable.Range(0, Frames).Select(i => (int)((tick / 2) + (tick * i)))];
        if (Views > 1)
        {
            frames.AddRange(Enumerable.Range(0, Frames).Select(i => (int)(tick * i)));
            frames.AddRange(Enumerable.Repeat(frames[^1], Frames * (Views - 2)));
            frames.Sort();
        }

        return [.. Enumerable.Range(0, Frames).Select(i => frames[View + (i * Views)])];
    }
}

/// <summary>
/// The evaluation of Something-Something and HMDB from folders of frames (stage 1, 8.4): with tick = n/T the frames int(t·tick/S + tick·i) of all
/// S views t, sorted; view c takes every S-th from c. With one view (validation): the middles of T segments of n div T frames.
/// </summary>
public sealed record FolderViewSampler : FrameSampler
{
    /// <summary>Which temporal view, 0 … <see cref="Views"/> − 1.</summary>
    public int View { get; init; }

    /// <summary>Number of temporal views.</summary>
    public int Views { get; init; } = 1;

    protected override int[] Choose(int available, Func<int, int> draw)
    {
        CheckView(View, Views);
        if (Views == 1)
        {
            int length = available / Frames;
            return [.. Enumerable.Range(0, Frames).Select(i => Math.Min((i * length) + (length / 2), available - 1))];
        }

        double tick = available / (double)Frames;
        int[] all =
        [
            .. Enumerable.Range(0, Views).SelectMany(t => Enumerable.Range(0, Frames).Select(i => (int)((t * tick / Views) + (tick * i)))).Order(),
        ];
        return [.. Enumerable.Range(0, Frames).Select(i => all[View + (i * Views)])];
    }
}
