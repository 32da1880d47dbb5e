using System.Globalization;
using InternVideo2.Notebook.Svg;
using static TorchSharp.torch;

namespace InternVideo2.Notebook;

/// <summary>
/// A tensor at a glance: shape, dtype, device, extremes, mean, spread, NaN and infinity counts, the distribution of its values, and a picture:
/// a heat map of the last two dimensions, or the curve of a vector. A snapshot: the tensor is read once and not kept.
/// </summary>
public sealed class TensorSummary : PictureView
{
    private const int LongestCurve = 2000;

    private readonly MatrixSlice? _matrix;
    private readonly double[]? _vector;

    /// <param name="tensor">Any shape, device and dtype; of complex ones only shape, dtype and device are told.</param>
    /// <param name="name">What to call it. Null: "tensor".</param>
    /// <param name="slice">Index into each dimension but the last two, to choose the matrix drawn. Empty: all zero.</param>
    /// <exception cref="ArgumentException">The slice does not fit the shape.</exception>
    public TensorSummary(Tensor tensor, string? name = null, params ReadOnlySpan<long> slice)
    {
        Name = name ?? "tensor";
        Shape = [.. tensor.shape];
        Dtype = tensor.dtype;
        Device = tensor.device.ToString();
        if (Dtype is ScalarType.ComplexFloat32 or ScalarType.ComplexFloat64) return;
        Statistics = TensorStatistics.Of(tensor);
        if (Shape.Count >= 2 && Statistics.Count > 0) _matrix = MatrixSlice.Of(tensor, slice);
        if (Shape.Count == 1 && Statistics.Count > 1)
        {
            using var start = tensor.narrow(0, 0, Math.Min(LongestCurve, tensor.shape[0]));
            _vector = TensorData.ToArray(start);
        }
    }

    public string Name { get; }

    public IReadOnlyList<long> Shape { get; }

    public ScalarType Dtype { get; }

    public string Device { get; }

    /// <summary>Null for complex tensors.</summary>
    public TensorStatistics? Statistics { get; }

    public override string ToString()
    {
        var lines = new List<string> { $"{Name}: {Kind()}", Facts() };
        if (_vector is not null) lines.Add(Sparkline.Draw(_vector, 60));
        else if (Dtype != ScalarType.Bool && Statistics is { Histogram.Count: > 0 } s && s.Count > 1) lines.Add($"{Ticks.Label(s.Min)} {Sparkline.Draw([.. s.Histogram.Select(c => (double)c)], 40)} {Ticks.Label(s.Max)}");
        return string.Join('\n', lines.Where(l => l.Length > 0));
    }

    private protected override SvgCanvas Draw()
    {
        const double padding = 14, titleSize = 14, factSize = 11.5;
        var figures = Figures().ToList();
        var top = padding + titleSize + factSize + 14;
        var canvas = new SvgCanvas(Math.Max(620, figures.Sum(f => f.Layout.Width)), top + (figures.Count == 0 ? 0 : figures.Max(f => f.Layout.Height)));
        canvas.Text(padding, padding + titleSize - 2, SvgText.Fit($"{Name}: {Kind()}", titleSize, canvas.Width - (2 * padding), bold: true), titleSize, Palette.Ink, bold: true);
        var bad = Statistics is { } s && s.NaN + s.Infinite > 0;
        canvas.Text(padding, padding + titleSize + factSize + 4, Facts(), factSize, bad ? Palette.Vermilion : Palette.SoftInk);
        double x = 0;
        foreach (var figure in figures)
        {
            canvas.Moved(x, top - 4, () => FigureDrawing.Draw(figure, canvas));
            x += figure.Layout.Width;
        }
        return canvas;
    }

    private IEnumerable<Figure> Figures()
    {
        const int height = 250;
        if (_matrix is { } matrix)
        {
            var note = matrix is { RowsPerCell: 1, ColumnsPerCell: 1 } ? "" : $", cells are means of {matrix.RowsPerCell} × {matrix.ColumnsPerCell}";
            yield return new([matrix.ToHeatmap()], new()
            {
                Width = 430,
                Height = height,
                Xaxis = new() { Title = $"{Name}{matrix.Place}{note}" },
                Yaxis = new() { Autorange = AxisAutorange.Reversed, Scaleanchor = IsNearlySquare(matrix) ? "x" : null },
            });
        }
        if (_vector is { } vector)
        {
            double[] index = [.. Enumerable.Range(0, vector.Length).Select(i => (double)i)];
            var note = Shape[0] > vector.Length ? $" (the first {vector.Length})" : "";
            yield return new([new ScatterTrace(index, vector) { Line = new(Width: 1.5) }], new() { Width = 430, Height = height, Xaxis = new() { Title = "index" + note } });
        }
        if (Dtype != ScalarType.Bool && Statistics is { Histogram.Count: > 0 } s && s.Max > s.Min) yield return HistogramOf(s, height);
    }

    private static Figure HistogramOf(TensorStatistics s, int height)
    {
        var width = (s.Max - s.Min) / s.Histogram.Count;
        // A staircase: each bin's count over its whole width, from and back to zero.
        List<double> x = [s.Min], y = [0];
        for (var i = 0; i < s.Histogram.Count; i++)
        {
            x.AddRange([s.Min + (i * width), s.Min + ((i + 1) * width)]);
            y.AddRange([s.Histogram[i], s.Histogram[i]]);
        }
        x.Add(s.Max);
        y.Add(0);
        return new([new ScatterTrace(x, y) { Line = new(Width: 1.5) }], new()
        {
            Width = 250,
            Height = height,
            Xaxis = new() { Title = "value" },
            Yaxis = new() { Title = "count", Range = [0, s.Histogram.Max() * 1.06] },
        });
    }

    private static bool IsNearlySquare(MatrixSlice matrix)
    {
        var ratio = (double)matrix.Values.Count / matrix.Values[0].Count;
        return ratio is > 0.4 and < 2.5 && matrix.RowsPerCell == matrix.ColumnsPerCell;
    }

    private string Kind() => $"{Dtype} [{string.Join(", ", Shape)}] on {Device}";

    private string Facts()
    {
        if (Statistics is not { } s) return "";
        var count = s.Count.ToString("N0", CultureInfo.InvariantCulture);
        if (s.Count == 0) return "no values";
        if (Dtype == ScalarType.Bool) return FormattableString.Invariant($"{count} flags · {s.Mean * s.Count:0} true ({100 * s.Mean:0.0} %) · {(1 - s.Mean) * s.Count:0} false");
        if (s.Count == 1) return "value " + Ticks.Label(s.NaN > 0 ? double.NaN : s.Infinite > 0 ? double.PositiveInfinity : s.Mean);
        var spread = $"{count} values · min {Ticks.Label(s.Min)} · mean {Ticks.Label(s.Mean)} · max {Ticks.Label(s.Max)} · std {Ticks.Label(s.Std)}";
        return spread + FormattableString.Invariant($" · NaN {s.NaN} · infinite {s.Infinite}");
    }
}
