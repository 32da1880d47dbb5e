using InternVideo2.Encoders;

namespace InternVideo2.Stage2;

public sealed partial record Stage2Options
{
    /// <summary>
    /// For the moving shapes: 28 pixels, 8 frames in tubelets of two, half of the tokens hidden, small encoders, so that a run takes minutes on two
    /// cores.
    /// </summary>
    public static Stage2Options Shapes { get; } = new()
    {
        Name = "shapes",
        Vision = new VideoEncoderOptions
        {
            ImageSize = 28,
            PatchSize = 7,
            Frames = 8,
            TubeletSize = 2,
            Width = 96,
            Depth = 4,
            Heads = 4,
            PoolHeads = 4,
            PooledWidth = 96,
            LayerScaleInit = 1,
            Pictures = PicturePositions.FrameMean,
        },
        Text = new TextEncoderOptions { Width = 96, Depth = 4, FusionLayer = 2, Heads = 4, HiddenWidth = 384, MaxPositions = 64, Dropout = 0 },
        Audio = AudioEncoderOptions.Tiny with { PatchWidth = 96, Width = 96, Depth = 3, Heads = 4, HiddenWidth = 384 },
        ContrastWidth = 64,
        FusionWidth = 96,
        Phase = AlignmentPhase.Masked with { VideoMaskRatio = 0.5, ImageMaskRatio = 0.25 },
        Training = Released with
        {
            Epochs = 10,
            WarmupEpochs = 1,
            BatchSize = 32,
            BaseLearningRate = 1e-3,
            MinLearningRate = 1e-5,
        },
    };
}
