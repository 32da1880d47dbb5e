using InternVideo2.Training;

namespace InternVideo2.Language.Training;

public sealed partial record LanguageTrainingOptions
{
    /// <summary>
    /// For the moving shapes told in words (<see cref="Data.MovingShapes.ToldShapes"/>): a model of 0.9 million parameters that answers questions about a clip that is
    /// described to it. 20,000 clips are enough.
    /// </summary>
    public static LanguageTrainingOptions Shapes { get; } = new()
    {
        Name = "shapes",
        Model = LanguageModelOptions.Tiny with { TiedHead = false },
        RowLength = 256,
        Packed = false,
        Training = new TrainerOptions
        {
            Epochs = 1,
            BatchSize = 32,
            Scaling = LearningRateScaling.None,
            BaseLearningRate = 2e-3,
            MinLearningRate = 2e-5,
            WarmupEpochs = 0.06,
            Beta2 = 0.999,
            Epsilon = 1e-8,
            WeightDecay = 0.02,
            ClipNorm = 1,
            CheckpointEvery = 200,
            LogEvery = 20,
        },
    };
}
