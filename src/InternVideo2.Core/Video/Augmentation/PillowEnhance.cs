namespace InternVideo2.Video;

/// <summary>
/// Pillow's ImageEnhance, bit for bit: a mixture degenerate + factor·(picture − degenerate), in float32, cut to whole numbers; the degenerate
/// picture is grey, of one brightness, black, or smoothed.
/// </summary>
internal static class PillowEnhance
{
    /// <summary>Applies Color, Contrast, Brightness or Sharpness to one RGB picture.</summary>
    public static void Apply(AugmentOperation operation, float factor, ReadOnlySpan<byte> source, int width, int height, Span<byte> target)
    {
        switch (operation)
        {
            case AugmentOperation.Color:
                for (int i = 0; i < source.Length; i += 3)
                {
                    target.Slice(i, 3).Fill(Grey(source, i));
                }

                break;
            case AugmentOperation.Contrast:
                target.Fill(MeanGrey(source));
                break;
            case AugmentOperation.Sharpness:
                Smooth(source, width, height, target);
                break;
            default:
                target.Clear();
                break;
        }

        Blend(source, factor, target);
    }

    private static void Blend(ReadOnlySpan<byte> picture, float factor, Span<byte> degenerate)
    {
        for (int i = 0; i < picture.Length; i++)
        {
            float mixed = degenerate[i] + (factor * (picture[i] - degenerate[i]));
            degenerate[i] = ToByte(mixed);
        }
    }

    // ITU-R 601 with weights of 16 bits.
    private static byte Grey(ReadOnlySpan<byte> rgb, int i) => (byte)(((rgb[i] * 19595) + (rgb[i + 1] * 38470) + (rgb[i + 2] * 7471) + 0x8000) >> 16);

    private static byte MeanGrey(ReadOnlySpan<byte> source)
    {
        long sum = 0;
        for (int i = 0; i < source.Length; i += 3)
        {
            sum += Grey(source, i);
        }

        return (byte)((sum / (double)(source.Length / 3)) + 0.5);
    }

    /// <summary>A 3×3 mean in which the centre counts five times; the border stays as it is.</summary>
    private static void Smooth(ReadOnlySpan<byte> source, int width, int height, Span<byte> target)
    {
        const float Side = 1f / 13;
        const float Centre = 5f / 13;
        source.CopyTo(target);
        int stride = width * 3;
        for (int y = 1; y < height - 1; y++)
        {
            for (int i = (y * stride) + 3; i < ((y + 1) * stride) - 3; i++)
            {
                // In the order of Pillow, from the row below upwards: float32 sums depend on it.
                float sum = 0.5f;
                sum += (source[i + stride - 3] * Side) + (source[i + stride] * Side) + (source[i + stride + 3] * Side);
                sum += (source[i - 3] * Side) + (source[i] * Centre) + (source[i + 3] * Side);
                sum += (source[i - stride - 3] * Side) + (source[i - stride] * Side) + (source[i - stride + 3] * Side);
                target[i] = ToByte(sum);
            }
        }
    }

    private static byte ToByte(float value) => value <= 0 ? (byte)0 : value >= 255 ? (byte)255 : (byte)value;
}
