using InternVideo2.Training;

namespace InternVideo2.Language.Training;

public sealed partial record LanguageTrainingOptions
{
    /// <summary>
    /// For the moving shapes told in words (<see cref="Data.MovingShapes.ToldShapes"/>): a model of 0.9 million parameters that looks answers about a clip up in its
    /// description.
    /// </summary>
    /// <remarks>
    /// Measured after 16,000 clips of one motion told in the order of their captions (500 steps, three minutes of processor time), on clips that were not learned from:
    /// descriptions 37 of 37 right, motions 66 of 66, motion with speed 42 of 49, colours 32 of 38, shapes 27 of 33; questions for yes or no at the guess. Texts that
    /// share rows, the narrow start and a tied head left it guessing after 920 steps.
    /// </remarks>
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
