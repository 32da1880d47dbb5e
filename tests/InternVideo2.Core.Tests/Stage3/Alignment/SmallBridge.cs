using InternVideo2.Encoders;
using InternVideo2.Stage3;
using InternVideo2.Tests.Encoders;
using InternVideo2.Tests.Stage2;
using InternVideo2.Training;

namespace InternVideo2.Tests.Stage3;

/// <summary>A bridge small enough for tests; everything that draws is switched on.</summary>
internal static class SmallBridge
{
    public static BridgeOptions Options { get; } = new BridgeOptions
    {
        Name = "small",
        Model = new BridgeModelOptions
        {
            Vision = VisionEncoderOptions.Of(SmallEncoder.Options with { Pictures = PicturePositions.FrameMean }),
            QFormer = new QFormerOptions
            {
                Queries = 3,
                Width = 16,
                Depth = 3,
                Heads = 2,
                HiddenWidth = 32,
                MediaWidth = SmallEncoder.Options.Width,
                MaxPositions = 16,
            },
            TemporalFrames = SmallEncoder.Options.Frames,
            ContrastWidth = 8,
        },
        Losses = new BridgeLossOptions { MaxTokens = 14 },
        Training = new TrainerOptions
        {
            Epochs = 4,
            StepsPerEpoch = 10,
            WarmupEpochs = 1,
            BatchSize = 4,
            BaseLearningRate = 1e-3,
            MinLearningRate = 1e-5,
            Scaling = LearningRateScaling.None,
            Schedule = RateSchedule.FlooredCosine,
            Seed = 5,
        },
    }.For(SmallStage2.Tokenizer);
}
