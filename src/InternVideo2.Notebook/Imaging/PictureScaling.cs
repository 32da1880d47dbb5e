namespace InternVideo2.Notebook;

/// <summary>Scaling of RGB pictures for display only; what a model sees is scaled by the transforms in Core.</summary>
internal static class PictureScaling
{
    /// <summary>Fits a picture of <paramref name="width"/> × <paramref name="height"/> to about <paramref name="wanted"/> pixels of width:
    /// wide ones are averaged down, tiny ones repeat each pixel a whole number of times, so that pixels stay visible as squares.</summary>
    public static (byte[] Rgb, int Width, int Height) Fit(ReadOnlySpan<byte> rgb, int width, int height, int wanted)
    {
        if (wanted < width)
        {
            var small = Average(rgb, width, height, wanted, Math.Max(1, (int)Math.Round((double)height * wanted / width)));
            Coarsen(small.Rgb);
            return small;
        }
        var times = wanted / width;
        return times >= 2 ? Repeat(rgb, width, height, times) : (rgb.ToArray(), width, height);
    }

    /// <summary>Leaves 64 of the 256 levels of each channel. Nobody sees it in a photograph, and its PNG is about a third smaller.</summary>
    public static void Coarsen(Span<byte> rgb)
    {
        for (var i = 0; i < rgb.Length; i++) rgb[i] = (byte)(((rgb[i] * 63) + 127) / 255 * 255 / 63);
    }

    /// <summary>The largest part around the centre that has the shape of the result, averaged or repeated to its size.</summary>
    /// <returns>newHeight·newWidth·3 bytes.</returns>
    public static byte[] Cover(ReadOnlySpan<byte> rgb, int width, int height, int newWidth, int newHeight)
    {
        var partWidth = (int)Math.Min(width, Math.Round((double)height * newWidth / newHeight));
        var partHeight = (int)Math.Min(height, Math.Round((double)width * newHeight / newWidth));
        var (left, top) = ((width - partWidth) / 2, (height - partHeight) / 2);
        var part = new byte[partWidth * partHeight * 3];
        for (var y = 0; y < partHeight; y++) rgb.Slice((((top + y) * width) + left) * 3, partWidth * 3).CopyTo(part.AsSpan(y * partWidth * 3));
        var result = Average(part, partWidth, partHeight, newWidth, newHeight).Rgb;
        Coarsen(result);
        return result;
    }

    /// <summary>Each pixel becomes a square of <paramref name="times"/> × <paramref name="times"/>.</summary>
    public static (byte[] Rgb, int Width, int Height) Repeat(ReadOnlySpan<byte> rgb, int width, int height, int times)
    {
        var (newWidth, newHeight) = (width * times, height * times);
        var result = new byte[newWidth * newHeight * 3];
        for (var y = 0; y < height; y++)
        {
            var row = result.AsSpan(y * times * newWidth * 3, newWidth * 3);
            for (var x = 0; x < newWidth; x++) rgb.Slice(((y * width) + (x / times)) * 3, 3).CopyTo(row[(x * 3)..]);
            for (var copy = 1; copy < times; copy++) row.CopyTo(result.AsSpan(((y * times) + copy) * newWidth * 3));
        }
        return (result, newWidth, newHeight);
    }

    /// <summary>Mean over the area that each new pixel covers, exact also for fractions of pixels.</summary>
    public static (byte[] Rgb, int Width, int Height) Average(ReadOnlySpan<byte> rgb, int width, int height, int newWidth, int newHeight)
    {
        // Columns first, then rows: the area mean is separable.
        var narrow = new float[height * newWidth * 3];
        for (var x = 0; x < newWidth; x++)
        {
            var (first, weights) = Cover(x, newWidth, width);
            for (var y = 0; y < height; y++)
            {
                for (var c = 0; c < 3; c++)
                {
                    float sum = 0;
                    for (var k = 0; k < weights.Length; k++) sum += weights[k] * rgb[(((y * width) + first + k) * 3) + c];
                    narrow[(((y * newWidth) + x) * 3) + c] = sum;
                }
            }
        }
        var result = new byte[newHeight * newWidth * 3];
        for (var y = 0; y < newHeight; y++)
        {
            var (first, weights) = Cover(y, newHeight, height);
            for (var i = 0; i < newWidth * 3; i++)
            {
                float sum = 0;
                for (var k = 0; k < weights.Length; k++) sum += weights[k] * narrow[((first + k) * newWidth * 3) + i];
                result[(y * newWidth * 3) + i] = (byte)Math.Clamp(MathF.Round(sum), 0, 255);
            }
        }
        return (result, newWidth, newHeight);
    }

    private static (int First, float[] Weights) Cover(int index, int newLength, int length)
    {
        var (from, to) = ((double)index * length / newLength, (double)(index + 1) * length / newLength);
        var first = (int)from;
        var last = Math.Min(length - 1, (int)Math.Ceiling(to - 1e-9) - 1);
        var weights = new float[last - first + 1];
        for (var k = 0; k < weights.Length; k++) weights[k] = (float)((Math.Min(to, first + k + 1) - Math.Max(from, first + k)) / (to - from));
        return (first, weights);
    }
}
