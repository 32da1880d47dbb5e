using System.Globalization;
using MathNet.Numerics.Distributions;

namespace InternVideo2.Evaluation;

/// <summary>A share counted on a sample, e.g. an accuracy on held-out clips.</summary>
/// <param name="Hits">How many; 0 … <paramref name="Count"/>.</param>
/// <param name="Count">Of how many; 1 or more.</param>
public readonly record struct Proportion(int Hits, int Count)
{
    /// <summary>The share, in [0, 1].</summary>
    public double Value => (double)Hits / Count;

    /// <summary>
    /// Wilson's score interval: where the share of the whole population lies. Unlike the textbook's ±, it stays inside [0, 1] and has a width at 0 and
    /// 1 too.
    /// </summary>
    /// <param name="confidence">In (0, 1).</param>
    public Interval Confidence(double confidence = 0.95)
    {
        var z = Normal.InvCDF(0, 1, (1 + confidence) / 2);
        var weight = 1 + z * z / Count;
        var middle = (Value + z * z / (2 * Count)) / weight;
        var half = z * Math.Sqrt(Value * (1 - Value) / Count + z * z / (4.0 * Count * Count)) / weight;
        return new Interval(Math.Max(0, middle - half), Math.Min(1, middle + half));
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{100 * Value:0.0} % of {Count}");
}
