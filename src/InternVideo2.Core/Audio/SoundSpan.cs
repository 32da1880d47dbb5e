namespace InternVideo2.Audio;

/// <summary>Two times of a sound.</summary>
/// <param name="Start">Seconds.</param>
/// <param name="End">Seconds; may be infinite.</param>
internal readonly record struct SoundSpan(double Start, double End)
{
    /// <exception cref="ArgumentOutOfRangeException">The times are negative, not numbers, or in the wrong order.</exception>
    public static SoundSpan Check(double start, double end)
    {
        if (!(start >= 0) || double.IsInfinity(start))
            throw new ArgumentOutOfRangeException(nameof(start), start, $"The start of a sound is {start} s; allowed: 0 or more.");
        if (!(end >= start))
            throw new ArgumentOutOfRangeException(nameof(end), end, $"The end of a sound is {end} s; allowed: its start, {start} s, or more.");
        return new SoundSpan(start, end);
    }

    /// <summary>The samples from the first to the one behind the last, cut to those there are. Both times are rounded to the nearest sample.</summary>
    public (long First, long Beyond) Samples(int rate, long available)
    {
        var first = Math.Min(available, (long)Math.Round(Start * rate));
        var beyond = End * rate >= available ? available : (long)Math.Round(End * rate);
        return (first, Math.Max(first, beyond));
    }
}
