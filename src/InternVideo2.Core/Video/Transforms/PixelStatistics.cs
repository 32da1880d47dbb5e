namespace InternVideo2.Video;

/// <summary>
/// Mean and standard deviation per channel (red, green, blue) of pixels scaled to 0 … 1: normalised = (byte/255 − mean) / deviation.
/// </summary>
public sealed record PixelStatistics(float MeanRed, float MeanGreen, float MeanBlue, float DeviationRed, float DeviationGreen, float DeviationBlue)
{
    /// <summary>ImageNet's, used by all stages and teachers.</summary>
    public static PixelStatistics ImageNet { get; } = new(0.485f, 0.456f, 0.406f, 0.229f, 0.224f, 0.225f);

    /// <summary>The normalised value of every byte: entry 256·channel + byte.</summary>
    internal float[] Table()
    {
        ReadOnlySpan<float> mean = [MeanRed, MeanGreen, MeanBlue];
        ReadOnlySpan<float> deviation = [DeviationRed, DeviationGreen, DeviationBlue];
        float[] table = new float[3 * 256];
        for (int i = 0; i < table.Length; i++)
        {
            table[i] = (((i & 255) / 255f) - mean[i >> 8]) / deviation[i >> 8];
        }

        return table;
    }
}
