using static TorchSharp.torch;

namespace InternVideo2.Notebook;

/// <summary>Figures straight from tensors. The tensors are read and not kept.</summary>
public static class TensorFigure
{
    /// <summary>A matrix as a heat map, the first row on top; signed values around white. Larger ones than a screen can show are averaged.</summary>
    /// <param name="matrix">R × C, any dtype and device.</param>
    /// <param name="title">Over the figure.</param>
    /// <param name="x">What a column is.</param>
    /// <param name="y">What a row is.</param>
    /// <param name="values">What the colours measure.</param>
    /// <exception cref="ArgumentException">Another number of dimensions.</exception>
    public static Figure Heatmap(Tensor matrix, FigureTitle title, string x = "column", string y = "row", string? values = null)
    {
        if (matrix.ndim != 2) throw new ArgumentException($"A heat map is drawn of a matrix; got {TensorData.Shape(matrix)}.");
        var cells = MatrixSlice.Of(matrix, []).ToHeatmap();
        return new([values is null ? cells : cells with { Colorbar = new(values) }], new()
        {
            Title = title,
            Width = 430,
            Height = 340,
            Xaxis = new() { Title = x },
            Yaxis = new() { Title = y, Autorange = AxisAutorange.Reversed, Scaleanchor = cells.Dx == cells.Dy ? "x" : null },
        });
    }

    /// <summary>Vectors as curves over their index.</summary>
    /// <param name="title">Over the figure.</param>
    /// <param name="x">What an index is.</param>
    /// <param name="y">What the values measure.</param>
    /// <param name="curves">Names and vectors.</param>
    public static Figure Lines(FigureTitle title, string x, string y, params IReadOnlyList<(string Name, Tensor Values)> curves)
    {
        var traces = curves.Select(curve =>
        {
            var values = TensorData.ToArray(curve.Values);
            return (Trace)new ScatterTrace([.. Enumerable.Range(0, values.Length).Select(i => (double)i)], values) { Name = curve.Name };
        });
        return new([.. traces], new() { Title = title, Xaxis = new() { Title = x }, Yaxis = new() { Title = y }, Height = 300 });
    }
}
