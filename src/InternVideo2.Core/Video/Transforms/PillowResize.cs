using System.Numerics;

namespace InternVideo2.Video;

/// <summary>
/// Pillow's resize of 8-bit pictures, bit for bit: a filter that widens when the picture shrinks (antialiased), fixed-point weights of 22 bits, the rows
/// stored as bytes between the two passes. Bilinear (stage 1, 8.5) or bicubic (stage 3, 12).
/// </summary>
internal static class PillowResize
{
    private const int Bits = 22;

    /// <summary>Resizes one RGB picture or a part of it.</summary>
    /// <param name="source">Rows of <paramref name="stride"/> bytes; starts at the first pixel of the part.</param>
    /// <param name="stride">Bytes from row to row of the source.</param>
    /// <param name="width">Columns of the part.</param>
    /// <param name="height">Rows of the part.</param>
    /// <param name="target">toHeight·toWidth·3 bytes, overwritten.</param>
    /// <param name="horizontal">Weights from <paramref name="width"/> to the target's columns.</param>
    /// <param name="vertical">Weights from <paramref name="height"/> to the target's rows.</param>
    public static void Resize(
        ReadOnlySpan<byte> source, int stride, int width, int height, Span<byte> target, Weights horizontal, Weights vertical)
    {
        int rowBytes = horizontal.To * 3;
        byte[] rows = new byte[height * rowBytes];
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<byte> from = source.Slice(y * stride, width * 3);
            Span<byte> to = rows.AsSpan(y * rowBytes, rowBytes);
            if (horizontal.IsIdentity)
            {
                from.CopyTo(to);
            }
            else
            {
                Horizontal(from, to, horizontal);
            }
        }

        if (vertical.IsIdentity)
        {
            rows.CopyTo(target);
            return;
        }

        int[] sums = new int[rowBytes];
        for (int y = 0; y < vertical.To; y++)
        {
            Vertical(rows, rowBytes, vertical, y, sums, target.Slice(y * rowBytes, rowBytes));
        }
    }

    private static void Horizontal(ReadOnlySpan<byte> from, Span<byte> to, Weights weights)
    {
        for (int x = 0; x < weights.To; x++)
        {
            ReadOnlySpan<int> w = weights.Of(x);
            ReadOnlySpan<byte> pixels = from.Slice(weights.First(x) * 3, w.Length * 3);
            int r = 1 << (Bits - 1), g = r, b = r;
            for (int k = 0, p = 0; k < w.Length; k++, p += 3)
            {
                r += w[k] * pixels[p];
                g += w[k] * pixels[p + 1];
                b += w[k] * pixels[p + 2];
            }

            to[x * 3] = ToByte(r);
            to[(x * 3) + 1] = ToByte(g);
            to[(x * 3) + 2] = ToByte(b);
        }
    }

    private static void Vertical(byte[] rows, int rowBytes, Weights weights, int y, int[] sums, Span<byte> target)
    {
        Array.Fill(sums, 1 << (Bits - 1));
        ReadOnlySpan<int> w = weights.Of(y);
        for (int k = 0; k < w.Length; k++)
        {
            AddRow(rows.AsSpan((weights.First(y) + k) * rowBytes, rowBytes), w[k], sums);
        }

        for (int i = 0; i < sums.Length; i++)
        {
            target[i] = ToByte(sums[i]);
        }
    }

    private static void AddRow(ReadOnlySpan<byte> row, int weight, Span<int> sums)
    {
        int i = 0;
        var factor = new Vector<int>(weight);
        for (; i <= row.Length - Vector<byte>.Count; i += Vector<byte>.Count)
        {
            Vector.Widen(new Vector<byte>(row[i..]), out Vector<ushort> low, out Vector<ushort> high);
            Add(low, factor, sums[i..]);
            Add(high, factor, sums[(i + Vector<ushort>.Count)..]);
        }

        for (; i < row.Length; i++)
        {
            sums[i] += weight * row[i];
        }
    }

    private static void Add(Vector<ushort> pixels, Vector<int> factor, Span<int> sums)
    {
        Vector.Widen(pixels, out Vector<uint> low, out Vector<uint> high);
        (new Vector<int>(sums) + (Vector.AsVectorInt32(low) * factor)).CopyTo(sums);
        Span<int> rest = sums[Vector<int>.Count..];
        (new Vector<int>(rest) + (Vector.AsVectorInt32(high) * factor)).CopyTo(rest);
    }

    private static byte ToByte(int sum) => (byte)Math.Clamp(sum >> Bits, 0, 255);

    /// <summary>The fixed-point weights of one axis. Immutable, to be shared by all frames of a clip.</summary>
    internal sealed class Weights
    {
        private readonly int[] _first;
        private readonly int[] _values;
        private readonly int[] _starts;

        /// <param name="from">Pixels before, ≥ 1.</param>
        /// <param name="to">Pixels after, ≥ 1.</param>
        /// <param name="bicubic">Cubic pieces over two pixels each way, a = −0.5, in place of a triangle.</param>
        public Weights(int from, int to, bool bicubic = false)
        {
            IsIdentity = from == to;
            To = to;
            _first = new int[to];
            _starts = new int[to + 1];
            double scale = from / (double)to;
            double widening = Math.Max(scale, 1);
            double support = bicubic ? 2 * widening : widening;
            Func<double, double> shape = bicubic ? Cubic : Triangle;
            var values = new List<int>();
            for (int i = 0; i < to; i++)
            {
                double center = (i + 0.5) * scale;
                int low = Math.Max((int)(center - support + 0.5), 0);
                int high = Math.Min((int)(center + support + 0.5), from);
                double[] filter = [.. Enumerable.Range(low, high - low).Select(x => Math.Abs((x - center + 0.5) * (1 / widening))).Select(shape)];
                double sum = filter.Sum();
                values.AddRange(filter.Select(w => w / sum * (1 << Bits)).Select(w => (int)(w < 0 ? w - 0.5 : w + 0.5)));
                _first[i] = low;
                _starts[i + 1] = values.Count;
            }

            _values = [.. values];
        }

        /// <summary>Number of target pixels.</summary>
        public int To { get; }

        /// <summary>Whether the size stays: then the pass is skipped.</summary>
        public bool IsIdentity { get; }

        /// <summary>First source pixel of target pixel <paramref name="i"/>.</summary>
        public int First(int i) => _first[i];

        /// <summary>Weights of the source pixels from <see cref="First"/> on.</summary>
        public ReadOnlySpan<int> Of(int i) => _values.AsSpan(_starts[i].._starts[i + 1]);

        private static double Triangle(double distance) => Math.Max(0, 1 - distance);

        private static double Cubic(double distance)
        {
            const double A = -0.5;
            return distance switch
            {
                < 1 => ((((A + 2) * distance) - (A + 3)) * distance * distance) + 1,
                < 2 => (((((distance - 5) * distance) + 8) * distance) - 4) * A,
                _ => 0,
            };
        }
    }
}
