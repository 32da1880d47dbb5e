using System.Collections.Concurrent;

namespace InternVideo2.Audio;

/// <summary>
/// Changes the rate of a sound with a sinc of six zero crossings under a Hann window, cut at 0.99 of the lower of the two band widths (stage 2, 12).
/// The rates are first divided by their greatest common divisor. Thread-safe; the tables of each pair of rates are made once.
/// </summary>
public sealed class Resampler
{
    /// <summary>Highest rate, in samples per second.</summary>
    public const int MaxRate = 768_000;

    private const double RollOff = 0.99;
    private const int ZeroCrossings = 6;

    private static readonly ConcurrentDictionary<(int, int), Resampler> s_known = [];

    private readonly int _from;
    private readonly int _to;

    // For each of the phases of the output, the place of its first sample among those of the input, and the weights from there on: beyond them the
    // window is zero. The dense kernels of the reference would have billions of weights for rates without a common divisor.
    private readonly (int First, float[] Weights)[] _phases;

    private Resampler(int from, int to)
    {
        var divisor = Divisor(from, to);
        (_from, _to) = (from / divisor, to / divisor);
        var band = RollOff * Math.Min(_from, _to);
        _phases = [.. Enumerable.Range(0, _to).Select(phase => Phase(phase, band))];
    }

    /// <summary>From one rate to another.</summary>
    /// <param name="from">Samples per second that come in; 1 … <see cref="MaxRate"/>.</param>
    /// <param name="to">Samples per second that go out; the same range.</param>
    public static Resampler Between(int from, int to)
    {
        OptionRange.Check(from is >= 1 and <= MaxRate, nameof(Resampler), nameof(from), from, $"1 … {MaxRate}");
        OptionRange.Check(to is >= 1 and <= MaxRate, nameof(Resampler), nameof(to), to, $"1 … {MaxRate}");
        return s_known.GetOrAdd((from, to), pair => new Resampler(pair.Item1, pair.Item2));
    }

    /// <summary>The samples at the new rate; outside the sound is silence.</summary>
    /// <returns>⌈length · to/from⌉ samples.</returns>
    public float[] Resample(ReadOnlySpan<float> samples)
    {
        if (_from == _to) return samples.ToArray();
        var result = new float[checked((int)((((long)samples.Length * _to) + _from - 1) / _from))];
        for (var i = 0; i < result.Length; i++)
        {
            var (block, phase) = Math.DivRem(i, _to);
            var (first, weights) = _phases[phase];
            result[i] = Weigh(samples, (long)block * _from + first, weights);
        }

        return result;
    }

    private static float Weigh(ReadOnlySpan<float> samples, long start, float[] weights)
    {
        var from = (int)Math.Max(0, -start);
        var to = (int)Math.Min(weights.Length, samples.Length - start);
        var sum = 0.0;
        for (var i = from; i < to; i++) sum += samples[(int)(start + i)] * (double)weights[i];
        return (float)sum;
    }

    private (int First, float[] Weights) Phase(int phase, double band)
    {
        // Only |t| < 6 counts, t = (k/from − phase/to)·band.
        var centre = phase / (double)_to * _from;
        var reach = ZeroCrossings * _from / band;
        var first = (int)Math.Ceiling(centre - reach);
        var last = (int)Math.Floor(centre + reach);
        return (first, [.. Enumerable.Range(first, last - first + 1).Select(k => (float)Weight((k / (double)_from - phase / (double)_to) * band, band))]);
    }

    private double Weight(double t, double band)
    {
        var window = Math.Cos(Math.PI * Math.Clamp(t, -ZeroCrossings, ZeroCrossings) / (2 * ZeroCrossings));
        var sinc = t == 0 ? 1 : Math.Sin(Math.PI * t) / (Math.PI * t);
        return sinc * window * window * band / _from;
    }

    private static int Divisor(int a, int b) => b == 0 ? a : Divisor(b, a % b);
}
