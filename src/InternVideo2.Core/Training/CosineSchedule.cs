namespace InternVideo2.Training;

/// <summary>
/// A value per optimiser step: a linear warm-up, then half a cosine from the peak towards the minimum (stage 1, 6.3). Double precision.
/// </summary>
/// <remarks>
/// The warm-up includes both ends, so the peak occurs twice (last warm-up step and first cosine step), and the minimum is approached
/// but not reached: both as in the official runs, whose learning-rate curves this reproduces.
/// </remarks>
public sealed class CosineSchedule : ISchedule
{
    private readonly double _peak;
    private readonly double _minimum;
    private readonly double _start;
    private readonly bool _peakOnce;

    /// <param name="peak">The highest value.</param>
    /// <param name="minimum">The value the cosine approaches.</param>
    /// <param name="epochs">1 or more.</param>
    /// <param name="stepsPerEpoch">1 or more.</param>
    /// <param name="warmupEpochs">Length of the warm-up in epochs; cut to whole steps.</param>
    /// <param name="warmupSteps">Length of the warm-up in steps; above 0 it replaces <paramref name="warmupEpochs"/>.</param>
    /// <param name="start">The value of the first warm-up step.</param>
    /// <param name="peakOnce">Whether the warm-up ends one step below the peak, which then occurs once: the runs of stage 3's published chat models (stage 3, 11.2).</param>
    /// <exception cref="ArgumentOutOfRangeException">A length is out of range, or the warm-up is longer than the run.</exception>
    public CosineSchedule(
        double peak, double minimum, int epochs, int stepsPerEpoch, double warmupEpochs = 0, int warmupSteps = 0, double start = 0, bool peakOnce = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(epochs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(stepsPerEpoch, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(warmupEpochs);
        ArgumentOutOfRangeException.ThrowIfNegative(warmupSteps);
        Steps = (long)epochs * stepsPerEpoch;
        WarmupSteps = warmupSteps > 0 ? warmupSteps : (long)(warmupEpochs * stepsPerEpoch);
        if (WarmupSteps > Steps)
        {
            throw new ArgumentOutOfRangeException(
                nameof(warmupSteps), WarmupSteps, $"The warm-up takes {WarmupSteps} steps, but the run has only {Steps} ({epochs} epochs of {stepsPerEpoch} steps).");
        }

        _peak = peak;
        _minimum = minimum;
        _start = start;
        _peakOnce = peakOnce;
    }

    /// <summary>Length of the run in steps.</summary>
    public long Steps { get; }

    /// <summary>Length of the warm-up in steps.</summary>
    public long WarmupSteps { get; }

    /// <summary>The value of step <paramref name="step"/>, counted from 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The step is not one of the run.</exception>
    public double this[long step]
    {
        get
        {
            if (step < 0 || step >= Steps)
            {
                throw new ArgumentOutOfRangeException(nameof(step), step, $"The schedule has values for the steps 0 … {Steps - 1}.");
            }

            if (step < WarmupSteps && _peakOnce)
            {
                return _start + (_peak - _start) * step / WarmupSteps;
            }

            if (step < WarmupSteps)
            {
                // A warm-up of one step sits at the start; of more, its last step is the peak to the last bit.
                var slope = WarmupSteps == 1 ? 0 : (_peak - _start) / (WarmupSteps - 1);
                return step > 0 && step == WarmupSteps - 1 ? _peak : step * slope + _start;
            }

            return _minimum + 0.5 * (_peak - _minimum) * (1 + Math.Cos(Math.PI * (step - WarmupSteps) / (Steps - WarmupSteps)));
        }
    }
}
