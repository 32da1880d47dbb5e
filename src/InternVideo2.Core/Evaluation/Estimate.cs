using System.Globalization;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.Statistics;

namespace InternVideo2.Evaluation;

/// <summary>The mean of repeated measurements and how well they determine it.</summary>
/// <param name="Mean">Of the sample.</param>
/// <param name="Interval">Student's t interval of the population's mean; unbounded for a single measurement.</param>
/// <param name="Count">Measurements.</param>
public readonly record struct Estimate(double Mean, Interval Interval, int Count)
{
    /// <summary>Half the width of the interval.</summary>
    public double Margin => (Interval.High - Interval.Low) / 2;

    /// <summary>Whether the interval leaves zero out: for a difference, whether it is told from chance at the interval's confidence.</summary>
    public bool IsSignificant => !Interval.Contains(0);

    /// <param name="values">One or more finite measurements, independent of each other.</param>
    /// <param name="confidence">In (0, 1).</param>
    public static Estimate Of(IReadOnlyCollection<double> values, double confidence = 0.95)
    {
        if (values.Count == 0) throw new ArgumentException("Nothing was measured.", nameof(values));
        var mean = values.Mean();
        if (values.Count == 1) return new Estimate(mean, new Interval(double.NegativeInfinity, double.PositiveInfinity), 1);
        var margin = StudentT.InvCDF(0, 1, values.Count - 1, (1 + confidence) / 2) * values.StandardDeviation() / Math.Sqrt(values.Count);
        return new Estimate(mean, new Interval(mean - margin, mean + margin), values.Count);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Mean:0.####} ± {Margin:0.####} (n = {Count})");
}
