using InternVideo2.Encoders;
using InternVideo2.Teachers;
using InternVideo2.Training;

namespace InternVideo2.Stage1;

public sealed partial record Stage1Options
{
    /// <summary>
    /// For a laptop: 112 pixels, 4 student frames, 8 motion frames, a student of 1.5 M parameters and teachers of 0.9 M each. A step with
    /// 4 clips takes less than 100 ms on two cores. The teachers start untrained unless weights are loaded into them.
    /// </summary>
    public static Stage1Options Tiny { get; } = new()
    {
        Name = "tiny",
        Student = TinyBody with { DropPath = 0.05 },
        Spatial = new SpatialTeacherOptions
        {
            Encoder = TinyBody with { Frames = 1, Depth = 4, LayerScaleInit = 0.1, Positions = PositionKind.Image },
            Layers = LayerSelection.Last(2),
        },
        Motion = new MotionTeacherOptions
        {
            ImageSize = 112,
            Frames = 8,
            Width = 128,
            Depth = 4,
            Heads = 4,
            MlpRatio = 4,
            Layers = LayerSelection.Last(2),
        },
        Distillation = new DistillationOptions { SpatialLayers = LayerSelection.Last(2), MotionLayers = LayerSelection.Last(2) },
        Training = new TrainerOptions
        {
            Epochs = 100,
            WarmupEpochs = 10,
            BatchSize = 4,
            BaseLearningRate = 1e-3,
            MinLearningRate = 1e-5,
            Scaling = LearningRateScaling.None,
        },
    };

    /// <summary>
    /// S/14: 22.3 M parameters, distilled from InternVideo2-1B (stage 1, 11; there 32 GPUs × 128 clips, 1.1 M videos). 85.4 % on K400 after
    /// fine-tuning.
    /// </summary>
    public static Stage1Options S14 { get; } = Small("S14", VideoEncoderOptions.S14, batch: 4096);

    /// <summary>
    /// B/14: 87.1 M parameters, distilled from InternVideo2-1B (stage 1, 11; there 32 GPUs × 128 clips). 88.4 % on K400 after fine-tuning.
    /// </summary>
    public static Stage1Options B14 { get; } = Small("B14", VideoEncoderOptions.B14, batch: 4096);

    /// <summary>
    /// L/14: 305 M parameters, distilled from InternVideo2-1B (stage 1, 11; there 32 GPUs × 64 clips). 90.4 % on K400 after fine-tuning.
    /// </summary>
    public static Stage1Options L14 { get; } = Small("L14", VideoEncoderOptions.L14, batch: 2048);

    /// <summary>
    /// 1B: pre-trained from InternVL-6B and VideoMAEv2-g (stage 1, 7; there 128 GPUs × 32 clips, 1.1 M videos). 91.3 % on K400 after
    /// fine-tuning.
    /// </summary>
    public static Stage1Options Giant1B { get; } = new()
    {
        Name = "1B",
        Student = VideoEncoderOptions.Giant1B with { DropPath = 0.25 },
        Spatial = SpatialTeacherOptions.InternVL6B,
        Motion = new MotionTeacherOptions(),
        Training = new TrainerOptions(),
    };

    /// <summary>
    /// 6B: pre-trained from InternVL-6B and VideoMAEv2-g (stage 1, 7; there 256 GPUs × 8 clips, 2 M videos). 91.9 % on K400 after
    /// fine-tuning.
    /// </summary>
    public static Stage1Options Giant6B { get; } = Giant1B with
    {
        Name = "6B",
        Student = VideoEncoderOptions.Giant6B with { DropPath = 0.3 },
        Training = new TrainerOptions { BatchSize = 2048 },
    };

    private static VideoEncoderOptions TinyBody => new()
    {
        ImageSize = 112,
        Frames = 4,
        Width = 128,
        Depth = 6,
        Heads = 4,
        PoolHeads = 4,
        PooledWidth = 128,
    };

    private static Stage1Options Small(string name, VideoEncoderOptions encoder, int batch) => new()
    {
        Name = name,
        Student = encoder with { DropPath = 0.05 },
        Spatial = SpatialTeacherOptions.InternVideo1B,
        Distillation = new DistillationOptions { Alpha2 = 0, SpatialDecoder = DecoderKind.Mlp },
        Training = new TrainerOptions { Epochs = 101, WarmupEpochs = 20, BatchSize = batch, BaseLearningRate = 1e-3, ClipNorm = 5 },
    };
}
