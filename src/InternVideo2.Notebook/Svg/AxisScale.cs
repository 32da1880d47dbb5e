namespace InternVideo2.Notebook.Svg;

/// <summary>Maps values of one axis to pixels.</summary>
internal sealed class AxisScale
{
    private readonly double _from, _to, _fromPixel, _toPixel;

    /// <param name="from">Value at <paramref name="fromPixel"/>; on a logarithmic scale its decimal exponent.</param>
    /// <param name="to">Value at <paramref name="toPixel"/>, likewise.</param>
    /// <param name="logarithmic">Whether equal ratios take equal lengths.</param>
    /// <param name="fromPixel">Pixel of <paramref name="from"/>.</param>
    /// <param name="toPixel">Pixel of <paramref name="to"/>.</param>
    public AxisScale(double from, double to, bool logarithmic, double fromPixel, double toPixel)
    {
        (_from, _to, _fromPixel, _toPixel) = (from, to, fromPixel, toPixel);
        IsLogarithmic = logarithmic;
    }

    public bool IsLogarithmic { get; }

    /// <summary>The lower end, as a value.</summary>
    public double Low => Value(Math.Min(_from, _to));

    /// <summary>The upper end, as a value.</summary>
    public double High => Value(Math.Max(_from, _to));

    /// <summary>Pixel of a value; NaN where the value has no place (not finite, or not positive on a logarithmic scale).</summary>
    public double Pixel(double value) => OfExponent(IsLogarithmic ? (value > 0 ? Math.Log10(value) : double.NaN) : value);

    /// <summary>Pixel of a position in axis units: the value itself, or the exponent on a logarithmic scale.</summary>
    public double OfExponent(double position) =>
        double.IsFinite(position) ? _fromPixel + ((position - _from) / (_to - _from) * (_toPixel - _fromPixel)) : double.NaN;

    private double Value(double position) => IsLogarithmic ? Math.Pow(10, position) : position;
}
