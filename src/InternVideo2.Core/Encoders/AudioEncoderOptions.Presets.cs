namespace InternVideo2.Encoders;

public sealed partial record AudioEncoderOptions
{
    /// <summary>The public BEATs of iteration 3: 90 million parameters.</summary>
    public static AudioEncoderOptions Beats { get; } = new() { LayerDrop = 0.05, GradientDecay = 0.6 };

    /// <summary>For the teaching set on a laptop: 192 wide, 4 layers.</summary>
    public static AudioEncoderOptions Tiny { get; } = new()
    {
        PatchWidth = 128,
        Width = 192,
        Depth = 4,
        Heads = 6,
        HiddenWidth = 768,
        Buckets = 64,
        MaxDistance = 160,
        ConvolutionKernel = 32,
    };
}
