using static TorchSharp.torch;

namespace InternVideo2.Layers;

/// <summary>
/// Sine-cosine tables of positions (stage 1, 1.3; the interleaved one: 2.2). All results are float32 on the CPU, rows × width, owned by the caller.
/// </summary>
public static class PositionTables
{
    /// <summary>One axis: all sines, then all cosines, of p·10000^(−i/(width/2)), in float32 throughout.</summary>
    /// <param name="width">Even.</param>
    /// <param name="count">Positions 0 … count−1.</param>
    /// <param name="classRow">A row of zeros first.</param>
    public static Tensor OneAxis(int width, int count, bool classRow = false)
    {
        Divisible(width, 2, "one axis");
        var (values, frequencies) = (new float[Rows(count, classRow), width], Frequencies(width));
        for (var p = 0; p < count; p++) Write(values, p + Offset(classRow), 0, frequencies, p);
        return tensor(values);
    }

    /// <summary>A square grid, cell (row, column) at row·grid + column: first half of the channels the column, second half the row.</summary>
    /// <param name="width">Divisible by 4.</param>
    /// <param name="grid">Cells along each side.</param>
    /// <param name="classRow">A row of zeros first.</param>
    public static Tensor Square(int width, int grid, bool classRow = false)
    {
        Divisible(width, 4, "a square grid");
        var (values, frequencies) = (new float[Rows(grid * grid, classRow), width], Frequencies(width / 2));
        for (var cell = 0; cell < grid * grid; cell++) WriteCell(values, cell + Offset(classRow), 0, frequencies, cell, grid);
        return tensor(values);
    }

    /// <summary>Time and a square grid, time slowest: the first quarter of the channels the time, the rest as <see cref="Square"/>.</summary>
    /// <param name="width">Divisible by 16: three quarters of it must hold a square grid's channels with an even number for each axis.</param>
    /// <param name="times">Positions in time.</param>
    /// <param name="grid">Cells along each side.</param>
    /// <param name="classRow">A row of zeros first.</param>
    public static Tensor TimeAndSquare(int width, int times, int grid, bool classRow = false)
    {
        Divisible(width, 16, "time and a square grid");
        var cells = grid * grid;
        var values = new float[Rows(times * cells, classRow), width];
        var (timeFrequencies, placeFrequencies) = (Frequencies(width / 4), Frequencies(3 * width / 8));
        for (var p = 0; p < times * cells; p++)
        {
            Write(values, p + Offset(classRow), 0, timeFrequencies, p / cells);
            WriteCell(values, p + Offset(classRow), width / 4, placeFrequencies, p % cells, grid);
        }
        return tensor(values);
    }

    /// <summary>The motion teacher's: sines in even channels, cosines in odd ones, over the flat token index; computed in float64.</summary>
    /// <param name="width">1 or more.</param>
    /// <param name="count">Positions 0 … count−1.</param>
    public static Tensor Interleaved(int width, int count)
    {
        var values = new float[count, width];
        for (var p = 0; p < count; p++)
        {
            for (var j = 0; j < width; j++)
            {
                var angle = p / Math.Pow(10000, 2.0 * (j / 2) / width);
                values[p, j] = (float)(j % 2 == 0 ? Math.Sin(angle) : Math.Cos(angle));
            }
        }
        return tensor(values);
    }

    private static int Offset(bool classRow) => classRow ? 1 : 0;

    private static int Rows(int count, bool classRow) => count + Offset(classRow);

    private static void WriteCell(float[,] values, int row, int start, float[] frequencies, int cell, int grid)
    {
        Write(values, row, start, frequencies, cell % grid);
        Write(values, row, start + 2 * frequencies.Length, frequencies, cell / grid);
    }

    private static void Write(float[,] values, int row, int start, float[] frequencies, int position)
    {
        for (var i = 0; i < frequencies.Length; i++)
        {
            var angle = position * frequencies[i];
            values[row, start + i] = MathF.Sin(angle);
            values[row, start + frequencies.Length + i] = MathF.Cos(angle);
        }
    }

    /// <summary>10000^(−i/(width/2)) for i = 0 … width/2−1.</summary>
    private static float[] Frequencies(int width) => [.. Enumerable.Range(0, width / 2).Select(i => 1 / MathF.Pow(10000, i / (float)(width / 2)))];

    private static void Divisible(int width, int by, string what)
    {
        if (width < by || width % by != 0)
            throw new ArgumentException($"A sine-cosine table for {what} needs a width divisible by {by}; {width} is not.", nameof(width));
    }
}
