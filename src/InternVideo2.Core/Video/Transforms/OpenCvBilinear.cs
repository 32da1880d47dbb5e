namespace InternVideo2.Video;

/// <summary>
/// OpenCV's bilinear resize of 8-bit pictures, bit for bit (stage 1, 8.5): two taps per axis whatever the scale (not antialiased), weights of
/// 11 bits, truncation between the two passes.
/// </summary>
internal static class OpenCvBilinear
{
    /// <summary>Resizes one RGB picture.</summary>
    /// <param name="source">height·width·3 bytes.</param>
    /// <param name="width">Columns of the source.</param>
    /// <param name="height">Rows of the source.</param>
    /// <param name="target">toHeight·toWidth·3 bytes, overwritten.</param>
    /// <param name="toWidth">Columns of the target.</param>
    /// <param name="toHeight">Rows of the target.</param>
    public static void Resize(ReadOnlySpan<byte> source, int width, int height, Span<byte> target, int toWidth, int toHeight)
    {
        Tap[] columns = [.. Taps(width, toWidth).Select(tap => tap.Index < 0 ? Tap.At(0) : tap.Index >= width - 1 ? Tap.At(width - 1) : tap)];
        Tap[] rows = [.. Taps(height, toHeight)];
        int[] upper = new int[toWidth * 3];
        int[] lower = new int[toWidth * 3];
        int upperRow = -1, lowerRow = -1;
        for (int y = 0; y < toHeight; y++)
        {
            int first = Math.Clamp(rows[y].Index, 0, height - 1);
            int second = Math.Clamp(rows[y].Index + 1, 0, height - 1);
            if (first == lowerRow)
            {
                (upper, lower) = (lower, upper);
                (upperRow, lowerRow) = (lowerRow, upperRow);
            }

            Load(source, width, columns, first, ref upperRow, upper);
            Load(source, width, columns, second, ref lowerRow, lower);
            Blend(upper, lower, rows[y], target.Slice(y * toWidth * 3, toWidth * 3));
        }
    }

    private static void Load(ReadOnlySpan<byte> source, int width, Tap[] columns, int row, ref int loaded, int[] sums)
    {
        if (loaded == row)
        {
            return;
        }

        loaded = row;
        ReadOnlySpan<byte> pixels = source.Slice(row * width * 3, width * 3);
        for (int x = 0; x < columns.Length; x++)
        {
            Tap tap = columns[x];
            int left = tap.Index * 3;
            int right = tap.Weight1 == 0 ? left : left + 3;
            for (int c = 0; c < 3; c++)
            {
                sums[(x * 3) + c] = (tap.Weight0 * pixels[left + c]) + (tap.Weight1 * pixels[right + c]);
            }
        }
    }

    private static void Blend(int[] upper, int[] lower, Tap row, Span<byte> target)
    {
        for (int i = 0; i < target.Length; i++)
        {
            int value = ((row.Weight0 * (upper[i] >> 4)) >> 16) + ((row.Weight1 * (lower[i] >> 4)) >> 16);
            target[i] = (byte)Math.Clamp((value + 2) >> 2, 0, 255);
        }
    }

    private static IEnumerable<Tap> Taps(int from, int to)
    {
        double scale = 1 / (to / (double)from);
        for (int i = 0; i < to; i++)
        {
            float position = (float)(((i + 0.5) * scale) - 0.5);
            int index = (int)MathF.Floor(position);
            float part = position - index;
            yield return new Tap(index, Weight(1 - part), Weight(part));
        }
    }

    private static int Weight(float part) => (int)MathF.Round(part * 2048, MidpointRounding.ToEven);

    private readonly record struct Tap(int Index, int Weight0, int Weight1)
    {
        public static Tap At(int index) => new(index, 2048, 0);
    }
}
