namespace InternVideo2.Data.MovingShapes;

/// <summary>Draws backgrounds, the same for all frames of a clip.</summary>
internal static class BackdropPainter
{
    private const int NoiseCells = 16;

    /// <summary>The size·size·3 bytes of a background.</summary>
    public static byte[] Paint(ShapeBackground kind, ShapesBackdrop backdrop, int size)
    {
        var pixels = new byte[size * size * 3];
        var noise = kind == ShapeBackground.Noisy ? Noise(backdrop.NoiseSeed) : [];
        var (sine, cosine) = Math.SinCos(2 * Math.PI * backdrop.Angle);
        for (var row = 0; row < size; row++)
        {
            for (var column = 0; column < size; column++)
            {
                var (x, y) = ((column + 0.5) / size, (row + 0.5) / size);
                var (along, across) = (((x * cosine) + (y * sine)) / backdrop.Period, ((y * cosine) - (x * sine)) / backdrop.Period);
                var pattern = kind switch
                {
                    ShapeBackground.Striped => Wave(along + backdrop.Offset),
                    ShapeBackground.Checkered => Wave(along + backdrop.Offset) * Wave(across + backdrop.Offset),
                    ShapeBackground.Noisy => Smooth(noise, x, y),
                    _ => 0,
                };
                var place = ((row * size) + column) * 3;
                pixels[place] = Shade(backdrop.Red, pattern, backdrop.Contrast);
                pixels[place + 1] = Shade(backdrop.Green, pattern, backdrop.Contrast);
                pixels[place + 2] = Shade(backdrop.Blue, pattern, backdrop.Contrast);
            }
        }

        return pixels;
    }

    private static byte Shade(double colour, double pattern, double contrast) => (byte)(colour + (pattern * contrast) + 0.5);

    // From −1 to 1 and back within one period, with steep edges.
    private static double Wave(double periods) => Math.Clamp(4 * Math.Sin(2 * Math.PI * periods), -1, 1);

    // Cells differ by more than the other patterns, because between them the values are mixed.
    private static double[] Noise(ulong seed)
    {
        var random = new SeededRandom(seed);
        var cells = new double[NoiseCells * NoiseCells];
        for (var i = 0; i < cells.Length; i++)
        {
            cells[i] = 3 * (random.NextDouble() - 0.5);
        }

        return cells;
    }

    private static double Smooth(double[] noise, double x, double y)
    {
        var (column, row) = ((int)(x * NoiseCells), (int)(y * NoiseCells));
        var (right, down) = ((x * NoiseCells) - column, (y * NoiseCells) - row);
        var (next, below) = ((column + 1) % NoiseCells, (row + 1) % NoiseCells);
        var upper = (noise[(row * NoiseCells) + column] * (1 - right)) + (noise[(row * NoiseCells) + next] * right);
        var lower = (noise[(below * NoiseCells) + column] * (1 - right)) + (noise[(below * NoiseCells) + next] * right);
        return (upper * (1 - down)) + (lower * down);
    }
}
