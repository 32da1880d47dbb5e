namespace InternVideo2.Training;

/// <summary>
/// Peak times max(floor, a linear warm-up from 0 and then half a cosine to 0) (stage 2, 9.3). Double precision. The warm-up may be a fraction of a
/// step, the first step runs at the floor, and the peak occurs once, at the end of the warm-up.
/// </summary>
public sealed class FlooredCosine : ISchedule
{
    private readonly double peak;
    private readonly double floor;
    private readonly double warmup;

    /// <param name="peak">The highest value.</param>
    /// <param name="floor">The lowest value, 0 … peak.</param>
    /// <param name="steps">1 or more.</param>
    /// <param name="warmup">Length of the warm-up in steps, 0 … <paramref name="steps"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    public FlooredCosine(double peak, double floor, long steps, double warmup)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(floor);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(floor, peak);
        ArgumentOutOfRangeException.ThrowIfNegative(warmup);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(warmup, steps);
        (this.peak, this.floor, Steps, this.warmup) = (peak, floor, steps, warmup);
    }

    /// <inheritdoc/>
    public long Steps { get; }

    /// <inheritdoc/>
    public double this[long step]
    {
        get
        {
            if (step < 0 || step >= Steps)
                throw new ArgumentOutOfRangeException(nameof(step), step, $"The schedule has values for the steps 0 … {Steps - 1}.");
            var share = step < warmup
                ? step / Math.Max(1, warmup)
                : 0.5 * (1 + Math.Cos(Math.PI * (step - warmup) / Math.Max(1, Steps - warmup)));
            return Math.Max(floor, peak * share);
        }
    }
}
