using InternVideo2.Encoders;
using InternVideo2.Layers;
using InternVideo2.Training;

namespace InternVideo2.Stage2;

public sealed partial record Stage2Options
{
    /// <summary>
    /// For a laptop: 112 pixels, 4 frames, vision 192 × 8, text 256 × 6 of which the last 2 layers look at media, audio 192 × 4. The sizes of the
    /// benchmark.
    /// </summary>
    public static Stage2Options Tiny { get; } = new()
    {
        Name = "tiny",
        Vision = new VideoEncoderOptions
        {
            ImageSize = 112,
            Frames = 4,
            Width = 192,
            Depth = 8,
            Heads = 6,
            PoolHeads = 6,
            PooledWidth = 192,
            Pictures = PicturePositions.FrameMean,
            DropPath = 0.05,
        },
        Text = new TextEncoderOptions { Width = 256, Depth = 6, FusionLayer = 4, Heads = 4, HiddenWidth = 1024, MaxPositions = 64 },
        Audio = AudioEncoderOptions.Tiny,
        ContrastWidth = 128,
        FusionWidth = 192,
        Training = Released with
        {
            Epochs = 20,
            WarmupEpochs = 1,
            BatchSize = 8,
            BaseLearningRate = 5e-4,
            MinLearningRate = 5e-6,
        },
    };

    /// <summary>
    /// 1B: pictures and videos, no sound (stage 2, 17; there 64 GPUs × 64 samples). Zero-shot text-to-video R@1 of 51.9 % on MSR-VTT.
    /// </summary>
    public static Stage2Options Giant1B { get; } = new()
    {
        Name = "1B",
        Vision = VideoEncoderOptions.Giant1B with { Frames = 4, Gelu = GeluForm.Tanh, DropPath = 0.25, Pictures = PicturePositions.Own },
        Teacher = new TeacherHeadsOptions(),
        Text = TextEncoderOptions.BertLarge,
        Losses = new AlignmentOptions { Pairs = MediaPairs.ImageText | MediaPairs.VideoText, MaxTokens = 32 },
        Phase = AlignmentPhase.Masked with { FreezeAudio = false },
        Training = Released with { Epochs = 10, BatchSize = 64 * 64 },
    };

    /// <summary>
    /// 6B: pictures, videos and videos with sound (stage 2, 17; there 256 GPUs × 64 samples).
    /// </summary>
    public static Stage2Options Giant6B { get; } = new()
    {
        Name = "6B",
        Vision = VideoEncoderOptions.Giant6B with { Frames = 4, Gelu = GeluForm.Tanh, DropPath = 0.3, Pictures = PicturePositions.FrameMean },
        Teacher = new TeacherHeadsOptions(),
        Text = TextEncoderOptions.BertLarge,
        Audio = AudioEncoderOptions.Beats,
        ContrastWidth = 768,
        FusionWidth = 768,
        Training = Released with { Epochs = 5, BatchSize = 256 * 64 },
    };

    /// <summary>AdamW as released: the rate never falls below a hundredth, and what a batch does not train coasts.</summary>
    private static TrainerOptions Released => new()
    {
        Epochs = 10,
        WarmupEpochs = 1,
        BaseLearningRate = 5e-5,
        MinLearningRate = 5e-7,
        Scaling = LearningRateScaling.None,
        Schedule = RateSchedule.FlooredCosine,
        Idle = IdleParameters.Coast,
        Beta1 = 0.9,
        Beta2 = 0.98,
        Epsilon = 1e-8,
        WeightDecay = 0.05,
        ClipNorm = 3,
        Seed = 42,
    };
}
