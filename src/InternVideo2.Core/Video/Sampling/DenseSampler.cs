namespace InternVideo2.Video;

/// <summary>
/// Dense sampling (stage 1, 8.4): a window of T·rate neighbouring frames, of which every rate-th is taken. A shorter video repeats its last
/// frame. For training the window starts anywhere; for evaluation the windows of all views are spread evenly from the start to the end.
/// </summary>
public sealed record DenseSampler : FrameSampler
{
    /// <summary>Distance of neighbouring frames, ≥ 1.</summary>
    public int Rate { get; init; } = 4;

    /// <summary>Which temporal view, or null to draw the start of the window (training).</summary>
    public int? View { get; init; }

    /// <summary>Number of temporal views; with one, the window lies in the middle.</summary>
    public int Views { get; init; } = 1;

    protected override int[] Choose(int available, Func<int, int> draw)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Rate);
        int start = Start(Math.Max(0, available - (Frames * Rate)), draw);
        return [.. Enumerable.Range(0, Frames).Select(i => Math.Min(start + (i * Rate), available - 1))];
    }

    private int Start(int room, Func<int, int> draw)
    {
        if (View is not { } view)
        {
            return draw(room + 1);
        }

        CheckView(view, Views);
        return Views == 1 ? room / 2 : (int)(view * (room / (double)(Views - 1)));
    }
}
