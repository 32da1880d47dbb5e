namespace InternVideo2.Video;

/// <summary>
/// Which frames of a video are wanted: all, some by index, or those a sampler chooses once it knows how many there are; of the whole file or
/// of a cut of it. The result keeps the order asked for, and a frame asked for twice is returned twice.
/// </summary>
public sealed record FrameSelection
{
    private readonly Func<int, int[]>? _sampler;
    private readonly int[]? _indices;

    private FrameSelection(Func<int, int[]>? sampler, int[]? indices)
    {
        _sampler = sampler;
        _indices = indices;
    }

    /// <summary>Every frame that decodes.</summary>
    public static FrameSelection All { get; } = new(null, null);

    /// <summary>Start of the cut in seconds, included.</summary>
    public double Start { get; private init; } = double.NegativeInfinity;

    /// <summary>End of the cut in seconds, excluded.</summary>
    public double End { get; private init; } = double.PositiveInfinity;

    /// <summary>Frames by index, from 0. Negative indices count from the end: −1 is the last frame.</summary>
    public static FrameSelection At(params int[] indices)
    {
        ArgumentNullException.ThrowIfNull(indices);
        if (indices.Length == 0)
        {
            throw new ArgumentException("At least one frame index is needed.", nameof(indices));
        }

        return new FrameSelection(null, [.. indices]);
    }

    /// <summary>
    /// The frames a sampler chooses: it is given the number of frames (of the file, or of the cut) and returns indices into them, as
    /// <see cref="At"/> takes them. See <see cref="FrameSampler"/>.
    /// </summary>
    public static FrameSelection Sampled(Func<int, int[]> sampler)
    {
        ArgumentNullException.ThrowIfNull(sampler);
        return new FrameSelection(sampler, null);
    }

    /// <summary>The same choice within a cut: only frames with start ≤ timestamp &lt; end exist, numbered from 0.</summary>
    /// <param name="start">Seconds from the container's start time.</param>
    /// <param name="end">Seconds; greater than <paramref name="start"/>.</param>
    public FrameSelection Within(double start, double end)
    {
        if (!(start < end))
        {
            throw new ArgumentException(FormattableString.Invariant($"The cut from {start} s to {end} s is empty; its end must lie behind its start."));
        }

        return this with { Start = start, End = end };
    }

    /// <summary>Turns the wish into indices of the file.</summary>
    /// <exception cref="VideoException">A frame is wanted that does not exist, or the cut holds none.</exception>
    internal int[] Resolve(FrameIndex index)
    {
        bool isCut = !double.IsInfinity(Start) || !double.IsInfinity(End);
        int[] frames = isCut ? index.Within(Start, End) : [.. Enumerable.Range(0, index.Count)];
        if (frames.Length == 0)
        {
            (double first, double last) = (index.Timestamps.Min(), index.Timestamps.Max());
            throw OutOfRange(index, FormattableString.Invariant(
                $"there is no frame between {Start} s and {End} s, its {index.Count} frames lie between {first:0.###} s and {last:0.###} s"));
        }

        int[]? wanted = _sampler is null ? _indices : _sampler(frames.Length);
        if (wanted is null)
        {
            return frames;
        }

        string place = isCut ? FormattableString.Invariant($" in the cut from {Start} s to {End} s") : "";
        int[] chosen = new int[wanted.Length];
        for (int i = 0; i < wanted.Length; i++)
        {
            int frame = wanted[i] < 0 ? wanted[i] + frames.Length : wanted[i];
            if (frame < 0 || frame >= frames.Length)
            {
                throw OutOfRange(index, $"frame {wanted[i]} was asked for, {frames.Length} frames decode{place}");
            }

            chosen[i] = frames[frame];
        }

        return chosen;
    }

    private static VideoException OutOfRange(FrameIndex index, string problem) => new(
        VideoFault.OutOfRange, index.Info.Path, problem, "Ask for frames that exist, or use a sampler, which adapts to the number of frames.");
}
