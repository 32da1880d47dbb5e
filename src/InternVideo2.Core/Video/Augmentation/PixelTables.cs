namespace InternVideo2.Video;

/// <summary>Picture operations that replace each value by another one, by channel (Pillow's ImageOps, bit for bit).</summary>
internal static class PixelTables
{
    /// <summary>The same table for all three channels.</summary>
    public static void Apply(ReadOnlySpan<byte> source, Span<byte> target, Func<int, int> map)
    {
        Span<byte> table = stackalloc byte[256];
        for (int i = 0; i < 256; i++)
        {
            table[i] = (byte)map(i);
        }

        for (int i = 0; i < source.Length; i++)
        {
            target[i] = table[source[i]];
        }
    }

    /// <summary>Stretches each channel from its darkest and lightest value to 0 … 255.</summary>
    public static void AutoContrast(ReadOnlySpan<byte> source, Span<byte> target) => ByChannel(source, target, (counts, table) =>
    {
        int low = Array.FindIndex(counts, count => count > 0);
        int high = Array.FindLastIndex(counts, count => count > 0);
        if (high <= low)
        {
            Identity(table);
            return;
        }

        double scale = 255.0 / (high - low);
        double offset = -low * scale;
        for (int i = 0; i < 256; i++)
        {
            table[i] = (byte)Math.Clamp((int)((i * scale) + offset), 0, 255);
        }
    });

    /// <summary>Maps each channel so that its values spread evenly.</summary>
    public static void Equalize(ReadOnlySpan<byte> source, Span<byte> target) => ByChannel(source, target, (counts, table) =>
    {
        int last = Array.FindLast(counts, count => count > 0);
        int step = (counts.Sum() - last) / 255;
        if (counts.Count(count => count > 0) <= 1 || step == 0)
        {
            Identity(table);
            return;
        }

        int sum = step / 2;
        for (int i = 0; i < 256; i++)
        {
            table[i] = (byte)Math.Min(sum / step, 255);
            sum += counts[i];
        }
    });

    private static void ByChannel(ReadOnlySpan<byte> source, Span<byte> target, Action<int[], byte[]> build)
    {
        byte[] table = new byte[256];
        for (int c = 0; c < 3; c++)
        {
            int[] counts = new int[256];
            for (int i = c; i < source.Length; i += 3)
            {
                counts[source[i]]++;
            }

            build(counts, table);
            for (int i = c; i < source.Length; i += 3)
            {
                target[i] = table[source[i]];
            }
        }
    }

    private static void Identity(byte[] table)
    {
        for (int i = 0; i < 256; i++)
        {
            table[i] = (byte)i;
        }
    }
}
