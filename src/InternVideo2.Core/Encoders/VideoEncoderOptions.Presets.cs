namespace InternVideo2.Encoders;

public sealed partial record VideoEncoderOptions
{
    /// <summary>S/14, 22.3 M parameters (stage 1, 1.1 and 11).</summary>
    public static VideoEncoderOptions S14 { get; } = new() { Width = 384, Depth = 12, Heads = 6 };

    /// <summary>B/14, 87.1 M parameters.</summary>
    public static VideoEncoderOptions B14 { get; } = new() { Width = 768, Depth = 12, Heads = 12 };

    /// <summary>L/14, 305 M parameters.</summary>
    public static VideoEncoderOptions L14 { get; } = new() { Width = 1024, Depth = 24, Heads = 16 };

    /// <summary>1B: 1,014 M parameters without pooling.</summary>
    public static VideoEncoderOptions Giant1B { get; } = new() { Width = 1408, Depth = 40, Heads = 16, MlpRatio = 48.0 / 11 };

    /// <summary>6B: 5,909 M parameters without pooling.</summary>
    public static VideoEncoderOptions Giant6B { get; } = new() { Width = 3200, Depth = 48, Heads = 25 };

    /// <summary>For the moving shapes in stages 2 and 3: 28 pixels, 8 frames in tubelets of two, 64 × 3.</summary>
    public static VideoEncoderOptions Shapes { get; } = new()
    {
        ImageSize = 28,
        PatchSize = 7,
        Frames = 8,
        TubeletSize = 2,
        Width = 64,
        Depth = 3,
        Heads = 4,
        PoolHeads = 4,
        PooledWidth = 64,
        LayerScaleInit = 1,
        Pictures = PicturePositions.FrameMean,
    };
}
