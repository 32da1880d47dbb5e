namespace InternVideo2.Notebook.Svg;

/// <summary>The ends of an axis: as the layout asks, else from the data with some air. In axis units (exponents on a logarithmic axis).</summary>
internal static class DataRange
{
    public static (double From, double To) OfX(Figure figure)
    {
        var axis = figure.Layout.Xaxis;
        if (axis.Range is { } range) return (range[0], range[1]);
        if (Categories(figure) is { } categories) return (-0.5, categories.Count - 0.5);
        if (figure.Data.OfType<HeatmapTrace>().FirstOrDefault() is { Z.Count: > 0 } heat) return Ordered(axis, heat.X0 - (heat.Dx / 2), heat.X0 + ((heat.Z[0].Count - 0.5) * heat.Dx));
        var hasMarkers = figure.Data.OfType<ScatterTrace>().Any(t => t.Mode != ScatterMode.Lines);
        return Ordered(axis, Padded(Positions(axis, figure.Data.OfType<ScatterTrace>().SelectMany(t => t.X)), hasMarkers ? 0.04 : 0));
    }

    public static (double From, double To) OfY(Figure figure)
    {
        var axis = figure.Layout.Yaxis;
        if (axis.Range is { } range) return (range[0], range[1]);
        if (figure.Data.OfType<HeatmapTrace>().FirstOrDefault() is { } heat) return Ordered(axis, heat.Y0 - (heat.Dy / 2), heat.Y0 + ((heat.Z.Count - 0.5) * heat.Dy));
        var bars = figure.Data.OfType<BarTrace>().SelectMany(t => t.Y).ToList();
        var values = figure.Data.OfType<ScatterTrace>().SelectMany(Ends).Concat(bars);
        var (low, high) = Padded(Positions(axis, values), 0.06);
        // A bar stands on zero: no air below it (or above, for bars that hang).
        if (bars.Count > 0 && axis.Type != AxisType.Log)
            (low, high) = (bars.All(v => !(v < 0)) ? 0 : low, bars.All(v => !(v > 0)) ? 0 : Math.Max(high, 0));
        return Ordered(axis, low, high);
    }

    /// <summary>The labels of the bars, in order of appearance; null without bars.</summary>
    public static List<string>? Categories(Figure figure)
    {
        var labels = figure.Data.OfType<BarTrace>().SelectMany(t => t.X).Distinct().ToList();
        return labels.Count > 0 ? labels : null;
    }

    /// <summary>The ordinates of a trace, and the ends of its error bars.</summary>
    private static IEnumerable<double> Ends(ScatterTrace trace) => trace.ErrorY is not { } error
        ? trace.Y
        : trace.Y.Concat(trace.Y.Zip(error.Array).Where(p => double.IsFinite(p.Second)).SelectMany(p => new[] { p.First - p.Second, p.First + p.Second }));

    private static IEnumerable<double> Positions(Axis axis, IEnumerable<double> values) =>
        axis.Type == AxisType.Log ? values.Where(v => v > 0 && double.IsFinite(v)).Select(Math.Log10) : values.Where(double.IsFinite);

    private static (double, double) Padded(IEnumerable<double> positions, double share)
    {
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var p in positions) (low, high) = (Math.Min(low, p), Math.Max(high, p));
        if (low > high) return (0, 1);
        // One value only: a range around it, wide enough for two ticks.
        if (low == high) return (low - Math.Max(0.5, Math.Abs(low) * 0.05), high + Math.Max(0.5, Math.Abs(high) * 0.05));
        var air = (high - low) * share;
        return (low - air, high + air);
    }

    private static (double, double) Ordered(Axis axis, (double Low, double High) range) => Ordered(axis, range.Low, range.High);

    private static (double, double) Ordered(Axis axis, double low, double high) => axis.Autorange == AxisAutorange.Reversed ? (high, low) : (low, high);
}
