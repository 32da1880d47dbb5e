using InternVideo2.Encoders;
using InternVideo2.Notebook.Svg;
using static TorchSharp.torch;

namespace InternVideo2.Notebook;

/// <summary>
/// A table of positions: the table itself (a row for each token, a column for each channel), and how similar one token's position is to all
/// others (cosine), laid out as the T grids of G × G patches that the tokens stand for.
/// </summary>
public sealed class PositionTable : PictureView
{
    private readonly MatrixSlice _table;
    private readonly double[] _similarity;
    private readonly string _name;

    /// <param name="table">(1 +) T·G² × C, or 1 × that; a row more than T·G² is the class token's.</param>
    /// <param name="grid">T and G.</param>
    /// <param name="token">The patch to compare with, 0 … T·G² − 1. Null: the middle of the middle frame.</param>
    /// <param name="name">What to call it.</param>
    /// <exception cref="ArgumentException">The number of rows does not fit the grid.</exception>
    public PositionTable(Tensor table, TokenGrid grid, int? token = null, string name = "positions")
    {
        using var scope = NewDisposeScope();
        var rows = table.detach().reshape(-1, table.shape[^1]);
        var (count, channels) = ((int)rows.shape[0], (int)rows.shape[1]);
        if (count != grid.Count && count != grid.Count + 1)
            throw new ArgumentException($"A table for {grid} patches has {grid.Count} or {grid.Count + 1} rows; got {TensorData.Shape(table)}.");
        (Grid, _name) = (grid, name);
        Token = token ?? (((grid.Times / 2 * grid.Side) + (grid.Side / 2)) * grid.Side) + (grid.Side / 2);
        ArgumentOutOfRangeException.ThrowIfNegative(Token, nameof(token));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(Token, grid.Count, nameof(token));

        var values = TensorData.ToArray(rows);
        _table = MatrixSlice.Of(values, count, channels, "");
        var first = count - grid.Count;
        _similarity = [.. Enumerable.Range(0, grid.Count).Select(i => Cosine(values, channels, first + Token, first + i))];
    }

    public TokenGrid Grid { get; }

    /// <summary>The patch the others are compared with.</summary>
    public int Token { get; }

    /// <summary>T·G² cosines to <see cref="Token"/>, −1 … 1; NaN for a row of zeros.</summary>
    public IReadOnlyList<double> Similarity => _similarity;

    public override string ToString()
    {
        var lines = new List<string> { $"{_name}: similarity to {Place()}" };
        lines.AddRange(Enumerable.Range(0, Grid.Times).Select(t => FormattableString.Invariant($"  t = {t}: {_similarity.Skip(t * Grid.PerTime).Take(Grid.PerTime).Max():0.000} at most")));
        return string.Join('\n', lines);
    }

    private protected override SvgCanvas Draw()
    {
        const int height = 300;
        var table = new Figure([_table.ToHeatmap()], new()
        {
            Title = "Table",
            Width = 380,
            Height = height,
            Xaxis = new() { Title = "channel" },
            Yaxis = new() { Title = "token", Autorange = AxisAutorange.Reversed },
        });
        var similarity = new Figure([new HeatmapTrace(Grids()) { Zmax = 1, Colorbar = new("cosine"), NanColor = Palette.Paper }], new()
        {
            Title = $"Similarity to {Place()}",
            Width = 470,
            Height = height,
            Xaxis = new() { Visible = false },
            Yaxis = new() { Visible = false, Autorange = AxisAutorange.Reversed, Scaleanchor = "x" },
            Annotations = [.. Enumerable.Range(0, Grid.Times).Select(t => new Annotation((GridLeft(t) + ((Grid.Side - 1) / 2.0)), GridTop(t) - 0.7, $"t = {t}"))],
        });
        return new FigureRow(new(_name, $"{Grid} patches"), table, similarity).DrawRow();
    }

    // The grids stand in rows of at most four, one cell apart, with a cell above each for its label.
    private int GridsPerRow => Math.Min(4, Grid.Times);

    private int GridLeft(int t) => t % GridsPerRow * (Grid.Side + 1);

    private int GridTop(int t) => (t / GridsPerRow * (Grid.Side + LabelRows)) + LabelRows;

    private int LabelRows => Math.Max(1, (Grid.Side + 3) / 4);

    private IReadOnlyList<IReadOnlyList<double>> Grids()
    {
        var columns = (GridsPerRow * (Grid.Side + 1)) - 1;
        var rows = Enumerable.Range(0, GridTop(Grid.Times - 1) + Grid.Side).Select(_ => Enumerable.Repeat(double.NaN, columns).ToArray()).ToArray();
        for (var i = 0; i < Grid.Count; i++)
        {
            var (t, r, c) = (i / (Grid.PerTime), i / Grid.Side % Grid.Side, i % Grid.Side);
            rows[GridTop(t) + r][GridLeft(t) + c] = _similarity[i];
        }
        return rows;
    }

    private string Place() => $"t = {Token / (Grid.PerTime)}, row {Token / Grid.Side % Grid.Side}, column {Token % Grid.Side}";

    private static double Cosine(double[] values, int channels, int a, int b)
    {
        double dot = 0, aa = 0, bb = 0;
        for (var c = 0; c < channels; c++)
        {
            var (x, y) = (values[(a * channels) + c], values[(b * channels) + c]);
            (dot, aa, bb) = (dot + (x * y), aa + (x * x), bb + (y * y));
        }
        return dot / Math.Sqrt(aa * bb);
    }
}
