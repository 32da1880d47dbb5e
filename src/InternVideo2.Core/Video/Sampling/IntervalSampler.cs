namespace InternVideo2.Video;

/// <summary>
/// Sampling of the multi-modal stages: borders floor(linspace(0, n, T+1)) cut the video into T intervals. "Middle" takes the middle of each;
/// "random" draws one of each without its last frame, or T distinct frames of the whole video if an interval has no frame to draw from.
/// A shorter video gives all its frames, then repeats the last one.
/// </summary>
public sealed record IntervalSampler : FrameSampler
{
    /// <summary>Draws ("rand") instead of taking the middles ("middle", the default).</summary>
    public bool Random { get; init; }

    /// <summary>
    /// Takes the frame so many places behind the start of each interval ("fix_start") instead of the middle; 0 or more, not together with
    /// <see cref="Random"/>. Null (the default): the middle. Beyond the video's end it is the last frame; the released code asks for one that is not there.
    /// </summary>
    public int? Offset { get; init; }

    protected override int[] Choose(int available, Func<int, int> draw)
    {
        OptionRange.Check(Offset is null || (Offset >= 0 && !Random), nameof(IntervalSampler), nameof(Offset), Offset, $"0 or more, without {nameof(Random)}");
        int count = Math.Min(Frames, available);
        int[] borders = Borders(available, count);
        int[] chosen = Random ? Draw(borders, available, draw) : [.. Enumerable.Range(0, count).Select(k => Fixed(borders[k], borders[k + 1], available))];
        return [.. chosen, .. Enumerable.Repeat(chosen[^1], Frames - count)];
    }

    private int Fixed(int start, int beyond, int available) => Offset is { } offset ? Math.Min(start + offset, available - 1) : (start + beyond - 1) / 2;

    private static int[] Borders(int available, int count)
    {
        // Product of index and step, as numpy computes it; the quotient i·n/T can differ in the last bit and thus in the floor.
        double step = available / (double)count;
        return [.. Enumerable.Range(0, count).Select(i => (int)(i * step)), available];
    }

    private static int[] Draw(int[] borders, int available, Func<int, int> draw)
    {
        int count = borders.Length - 1;
        if (Enumerable.Range(0, count).All(k => borders[k + 1] - 1 > borders[k]))
        {
            return [.. Enumerable.Range(0, count).Select(k => borders[k] + draw(borders[k + 1] - 1 - borders[k]))];
        }

        int[] all = [.. Enumerable.Range(0, available)];
        for (int i = 0; i < count; i++)
        {
            int j = i + draw(available - i);
            (all[i], all[j]) = (all[j], all[i]);
        }

        return [.. all.Take(count).Order()];
    }
}
