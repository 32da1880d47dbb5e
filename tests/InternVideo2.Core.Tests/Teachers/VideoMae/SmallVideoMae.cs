using InternVideo2.Data;
using InternVideo2.Encoders;
using InternVideo2.Layers;
using InternVideo2.Teachers;
using InternVideo2.Tests.Encoders;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Teachers;

/// <summary>VideoMAE, small enough for tests: 4 frames of 12 pixels, 2 × 3 × 3 tokens.</summary>
internal static class SmallVideoMae
{
    public static VideoMaeOptions Options { get; } = new()
    {
        Encoder = new MotionTeacherOptions
        {
            ImageSize = 12,
            PatchSize = 4,
            Frames = 4,
            Width = 24,
            Depth = 2,
            Heads = 2,
            MlpRatio = 2,
            Layers = LayerSelection.Last(1),
        },
        MaskRatio = 0.7,
        DecoderWidth = 16,
        DecoderDepth = 1,
        DecoderHeads = 2,
    };

    public static VideoMaeObjective Create() => new(new VideoMaeModel(Options, Initializer.Seeded(5)));

    public static ClipBatch Batch(ulong seed = 21) => new(SmallEncoder.Frames(seed: seed), ["a", "b"]);

    /// <summary>Tubes over 6 of the 9 places.</summary>
    public static Tensor Mask(ulong seed = 1)
    {
        using var generator = new Generator(seed);
        return Masking.Tube(2, Options.Encoder.Grid, Options.MaskRatio, generator);
    }
}
