namespace InternVideo2.Video;

/// <summary>Pillow's affine transform of 8-bit pictures with bicubic interpolation, bit for bit; what lies outside becomes 128.</summary>
internal static class PillowAffine
{
    private const byte Fill = 128;

    /// <summary>Transforms one RGB picture into one of the same size.</summary>
    /// <param name="matrix">From target to source coordinates.</param>
    /// <param name="source">height·width·3 bytes.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="target">As long as the source, overwritten.</param>
    public static void Apply(Matrix matrix, ReadOnlySpan<byte> source, int width, int height, Span<byte> target)
    {
        for (int y = 0, at = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++, at += 3)
            {
                (double px, double py) = matrix.At(x + 0.5, y + 0.5);
                Span<byte> pixel = target.Slice(at, 3);
                if (px < 0 || px >= width || py < 0 || py >= height)
                {
                    pixel.Fill(Fill);
                }
                else
                {
                    Sample(source, width, height, px - 0.5, py - 0.5, pixel);
                }
            }
        }
    }

    private static void Sample(ReadOnlySpan<byte> source, int width, int height, double px, double py, Span<byte> pixel)
    {
        (int x, int y) = ((int)Math.Floor(px), (int)Math.Floor(py));
        (double dx, double dy) = (px - x, py - y);
        Span<int> columns = stackalloc int[4];
        for (int i = 0; i < 4; i++)
        {
            columns[i] = Math.Clamp(x - 1 + i, 0, width - 1) * 3;
        }

        for (int c = 0; c < 3; c++)
        {
            // Rows beyond the border repeat the row before them.
            double first = Row(source, width, Math.Clamp(y - 1, 0, height - 1), columns, c, dx);
            double second = y >= 0 && y < height ? Row(source, width, y, columns, c, dx) : first;
            double third = y + 1 < height ? Row(source, width, y + 1, columns, c, dx) : second;
            double fourth = y + 2 < height ? Row(source, width, y + 2, columns, c, dx) : third;
            double value = Cubic(first, second, third, fourth, dy);
            pixel[c] = value <= 0 ? (byte)0 : value >= 255 ? (byte)255 : (byte)value;
        }
    }

    private static double Row(ReadOnlySpan<byte> source, int width, int row, ReadOnlySpan<int> columns, int channel, double part)
    {
        int start = (row * width * 3) + channel;
        return Cubic(source[start + columns[0]], source[start + columns[1]], source[start + columns[2]], source[start + columns[3]], part);
    }

    /// <summary>The cubic with a = −1 between the second and the third value.</summary>
    private static double Cubic(double v1, double v2, double v3, double v4, double part)
    {
        double linear = -v1 + v3;
        double square = (2 * (v1 - v2)) + v3 - v4;
        double cube = -v1 + v2 - v3 + v4;
        return v2 + (part * (linear + (part * (square + (part * cube)))));
    }

    /// <summary>x' = a·x + b·y + c, y' = d·x + e·y + f.</summary>
    internal readonly record struct Matrix(double A, double B, double C, double D, double E, double F)
    {
        public (double X, double Y) At(double x, double y) => ((A * x) + (B * y) + C, (D * x) + (E * y) + F);

        /// <summary>Turns about the centre of the picture, counter-clockwise.</summary>
        public static Matrix Rotation(double degrees, int width, int height)
        {
            double turned = degrees % 360;
            double angle = -((turned < 0 ? turned + 360 : turned) * (Math.PI / 180));
            (double cos, double sin) = (Math.Round(Math.Cos(angle), 15), Math.Round(Math.Sin(angle), 15));
            double minusSin = Math.Round(-Math.Sin(angle), 15);
            (double cx, double cy) = (width / 2.0, height / 2.0);
            (double x, double y) = new Matrix(cos, sin, 0, minusSin, cos, 0).At(-cx, -cy);
            return new Matrix(cos, sin, x + cx, minusSin, cos, y + cy);
        }
    }
}
