using static TorchSharp.torch;

namespace InternVideo2.Evaluation;

/// <summary>A score for every query (row) and every item (column), in memory of its own. Immutable.</summary>
public sealed class ScoreMatrix
{
    private readonly float[] values;

    /// <param name="rows">Queries, 1 or more.</param>
    /// <param name="columns">Items, 1 or more.</param>
    /// <param name="values">Row after row; taken over, not copied.</param>
    /// <exception cref="ArgumentException">Another number of values, or one that is not a number.</exception>
    public ScoreMatrix(int rows, int columns, float[] values)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        if (values.LongLength != (long)rows * columns)
            throw new ArgumentException($"{rows} × {columns} scores need {(long)rows * columns} values; there are {values.LongLength}.", nameof(values));
        if (Array.FindIndex(values, float.IsNaN) is var bad and >= 0)
            throw new ArgumentException($"The score of row {bad / columns}, column {bad % columns} is NaN. Look at the network it comes from.", nameof(values));
        (Rows, Columns, this.values) = (rows, columns, values);
    }

    public int Rows { get; }

    public int Columns { get; }

    public float this[int row, int column] => Row(row)[column];

    /// <summary>A copy of a matrix of scores.</summary>
    /// <param name="scores">R × C; stays the caller's.</param>
    public static ScoreMatrix Of(Tensor scores)
    {
        using var scope = NewDisposeScope();
        var plain = scores.detach().to(ScalarType.Float32).cpu().contiguous();
        return new ScoreMatrix((int)plain.shape[0], (int)plain.shape[1], plain.data<float>().ToArray());
    }

    /// <summary>The scores of one query.</summary>
    public ReadOnlySpan<float> Row(int row) => values.AsSpan(checked(row * Columns), Columns);

    /// <summary>Items as queries, queries as items.</summary>
    public ScoreMatrix Transposed()
    {
        var turned = new float[values.Length];
        for (var row = 0; row < Rows; row++)
        {
            for (var column = 0; column < Columns; column++) turned[(column * Rows) + row] = values[(row * Columns) + column];
        }
        return new(Columns, Rows, turned);
    }

    /// <summary>The softmax of each row. Order is kept.</summary>
    /// <param name="scale">What scores are multiplied with first; above 0.</param>
    public ScoreMatrix Softmax(double scale = 1)
    {
        var result = new float[values.Length];
        var powers = new double[Columns];
        for (var row = 0; row < Rows; row++)
        {
            var scores = Row(row);
            var (largest, total) = (double.NegativeInfinity, 0.0);
            foreach (var score in scores) largest = Math.Max(largest, score);
            for (var i = 0; i < powers.Length; i++) total += powers[i] = Math.Exp(scale * (scores[i] - largest));
            for (var i = 0; i < powers.Length; i++) result[(row * Columns) + i] = (float)(powers[i] / total);
        }
        return new(Rows, Columns, result);
    }

    /// <summary>
    /// Scores that queries and items agree about (stage 2, 13.1): each score times the softmax, over the queries, of its item's scores. An item that
    /// answers every query a little is worth less to each.
    /// </summary>
    /// <param name="scale">What scores are multiplied with inside the softmax; above 0. The release has 1, which changes cosines little.</param>
    public ScoreMatrix DualSoftmax(double scale = 1)
    {
        var shares = Transposed().Softmax(scale);
        var result = new float[values.Length];
        for (var row = 0; row < Rows; row++)
        {
            for (var column = 0; column < Columns; column++) result[(row * Columns) + column] = values[(row * Columns) + column] * shares[column, row];
        }
        return new(Rows, Columns, result);
    }

    /// <summary>The mean of each <paramref name="group"/> neighbouring columns: of several prompts for one class, a score of the class.</summary>
    /// <param name="group">A divisor of <see cref="Columns"/>.</param>
    public ScoreMatrix MeanOfColumns(int group)
    {
        if (group < 1 || Columns % group != 0)
            throw new ArgumentOutOfRangeException(nameof(group), group, $"{Columns} columns do not fall into groups of {group}.");
        if (group == 1) return this;
        var result = new float[values.Length / group];
        for (var i = 0; i < result.Length; i++)
        {
            var sum = 0.0;
            for (var j = 0; j < group; j++) sum += values[(i * group) + j];
            result[i] = (float)(sum / group);
        }
        return new(Rows, Columns / group, result);
    }
}
