using static TorchSharp.torch;

namespace InternVideo2.Notebook;

/// <summary>The last two dimensions of a tensor at one place of the others, made small enough to draw.</summary>
/// <param name="Values">Rows.</param>
/// <param name="Place">How the slice is written: "[0, 1, :, :]".</param>
/// <param name="RowsPerCell">How many rows of the tensor each row of <see cref="Values"/> averages.</param>
/// <param name="ColumnsPerCell">The same for columns.</param>
internal sealed record MatrixSlice(IReadOnlyList<IReadOnlyList<double>> Values, string Place, int RowsPerCell, int ColumnsPerCell)
{
    private const int MostRows = 256, MostColumns = 256;

    /// <param name="tensor">Two dimensions or more.</param>
    /// <param name="leading">Index into each dimension but the last two. Empty: all zero.</param>
    /// <exception cref="ArgumentException">Another number of indices than leading dimensions.</exception>
    public static MatrixSlice Of(Tensor tensor, ReadOnlySpan<long> leading)
    {
        var dimensions = (int)tensor.ndim - 2;
        if (leading.Length != 0 && leading.Length != dimensions)
            throw new ArgumentException($"A tensor of shape {TensorData.Shape(tensor)} has {dimensions} dimensions before the last two; got {leading.Length} indices.");
        long[] place = leading.Length == 0 ? new long[dimensions] : leading.ToArray();
        using var scope = NewDisposeScope();
        var matrix = tensor.detach();
        foreach (var index in place) matrix = matrix.select(0, index);
        return Of(TensorData.ToArray(matrix), (int)matrix.shape[0], (int)matrix.shape[1], $"[{string.Join(", ", place.Select(i => i.ToString()).Concat([":", ":"]))}]");
    }

    /// <summary>Averages blocks of cells until the matrix fits.</summary>
    public static MatrixSlice Of(double[] values, int rows, int columns, string place)
    {
        var (high, wide) = ((rows + MostRows - 1) / MostRows, (columns + MostColumns - 1) / MostColumns);
        if (rows == 0 || columns == 0) return new([], place, 1, 1);
        var small = new List<IReadOnlyList<double>>();
        for (var r = 0; r < rows; r += high)
        {
            var row = new double[(columns + wide - 1) / wide];
            for (var c = 0; c < row.Length; c++) row[c] = Mean(values, columns, r, Math.Min(rows, r + high), c * wide, Math.Min(columns, (c + 1) * wide));
            small.Add(row);
        }
        return new(small, place, high, wide);
    }

    private static double Mean(double[] values, int columns, int top, int bottom, int left, int right)
    {
        double sum = 0;
        for (var r = top; r < bottom; r++)
            for (var c = left; c < right; c++) sum += values[(r * columns) + c];
        return sum / ((bottom - top) * (right - left));
    }

    /// <summary>A heat map of the slice: signed values around white, others from dark to bright.</summary>
    public HeatmapTrace ToHeatmap()
    {
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in Values.SelectMany(row => row).Where(double.IsFinite)) (low, high) = (Math.Min(low, value), Math.Max(high, value));
        var bound = Math.Max(-low, high);
        var cells = new HeatmapTrace(Values) { X0 = (ColumnsPerCell - 1) / 2.0, Dx = ColumnsPerCell, Y0 = (RowsPerCell - 1) / 2.0, Dy = RowsPerCell };
        return low < 0 && high > 0 ? cells with { Colorscale = ColorScale.BlueRed, Zmin = -bound, Zmax = bound } : cells;
    }
}
