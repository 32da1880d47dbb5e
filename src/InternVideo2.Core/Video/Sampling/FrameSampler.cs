using InternVideo2.Data;

namespace InternVideo2.Video;

/// <summary>
/// A rule that chooses frames when it is told how many there are. Samplers are immutable; every random choice comes from the draws passed in.
/// </summary>
public abstract record FrameSampler
{
    private readonly int _frames = 8;

    /// <summary>Frames wanted (T). Range ≥ 1. Every sampler returns exactly as many, except <see cref="RateSampler"/>.</summary>
    public int Frames
    {
        get => _frames;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, nameof(Frames));
            _frames = value;
        }
    }

    /// <summary>Chooses frames.</summary>
    /// <param name="available">Number of frames that decode; ≥ 1.</param>
    /// <param name="draw">draw(m) is a uniform integer in 0 … m−1.</param>
    /// <returns>Frame indices from 0, ascending unless a sampler says otherwise. −1 is the last frame, as in <see cref="FrameSelection.At"/>.</returns>
    public int[] Sample(int available, Func<int, int> draw)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(available);
        ArgumentNullException.ThrowIfNull(draw);
        return Choose(available, draw);
    }

    /// <summary>The selection that applies this rule to a file, with draws from <paramref name="random"/>.</summary>
    public FrameSelection Select(SeededRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return FrameSelection.Sampled(available => Sample(available, random.Next));
    }

    /// <summary><see cref="Sample"/> with checked arguments.</summary>
    protected abstract int[] Choose(int available, Func<int, int> draw);

    /// <summary>Rejects a temporal view that does not exist.</summary>
    protected static void CheckView(int view, int views)
    {
        if (views < 1 || view < 0 || view >= views)
        {
            throw new ArgumentOutOfRangeException(nameof(view), view, $"View {view} of {views} does not exist; allowed: 0 … {views - 1}, and at least one view.");
        }
    }
}
