using System.Globalization;

namespace InternVideo2.Evaluation;

/// <summary>Two ends between which a value lies with a stated confidence.</summary>
/// <param name="Low">The lower end; may be −∞.</param>
/// <param name="High">The upper end; may be +∞.</param>
public readonly record struct Interval(double Low, double High)
{
    public bool Contains(double value) => Low <= value && value <= High;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"[{Low:0.####}, {High:0.####}]");
}
