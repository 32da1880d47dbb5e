using TorchSharp;
using static TorchSharp.torch;

namespace InternVideo2.Video;

/// <summary>
/// Mean and standard deviation per channel (red, green, blue) of pixels scaled to 0 … 1: normalised = (byte/255 − mean) / deviation.
/// </summary>
public sealed record PixelStatistics(float MeanRed, float MeanGreen, float MeanBlue, float DeviationRed, float DeviationGreen, float DeviationBlue)
{
    /// <summary>ImageNet's, used by all stages and teachers in training.</summary>
    public static PixelStatistics ImageNet { get; } = new(0.485f, 0.456f, 0.406f, 0.229f, 0.224f, 0.225f);

    /// <summary>CLIP's: MVBench's published evaluation of VideoChat2 has them, though training had ImageNet's (stage 3, 12).</summary>
    public static PixelStatistics Clip { get; } = new(0.48145466f, 0.4578275f, 0.40821073f, 0.26862954f, 0.26130258f, 0.27577711f);

    /// <summary>Mean and deviation, each 3 × 1 × 1 × 1, for clips 3 × T × H × W; owned by the caller.</summary>
    internal (Tensor Mean, Tensor Deviation) Tensors()
    {
        float[] mean = [MeanRed, MeanGreen, MeanBlue], deviation = [DeviationRed, DeviationGreen, DeviationBlue];
        return (torch.tensor(mean, 3, 1, 1, 1), torch.tensor(deviation, 3, 1, 1, 1));
    }

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
