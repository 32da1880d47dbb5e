using InternVideo2.Training;

namespace InternVideo2.Clip;

/// <summary>How a <see cref="ClipModel"/> is trained. The defaults are the official ones (stage 2, 16 and 17).</summary>
public sealed record ClipTraining
{
    /// <summary>Whether the vision tower below its pooling is trained. The temperature and the aligned head always are.</summary>
    public bool Vision { get; init; }

    /// <summary>Whether the attention pooling is trained.</summary>
    public bool Pooling { get; init; } = true;

    /// <summary>Whether the text tower is trained, all but its adapters and its projection.</summary>
    public bool Text { get; init; }

    /// <summary>Whether the text tower's last matrix is trained.</summary>
    public bool TextProjection { get; init; }

    /// <summary>Whether the language model's adapters are trained.</summary>
    public bool Adapters { get; init; }

    /// <summary>The column of captions that is learned from.</summary>
    public string CaptionColumn { get; init; } = "caption";

    /// <summary>
    /// How long and how fast, as released for S14, B14, L14 and 1B (there 16 devices × 256 samples); 6B has 1 epoch, a warm-up of 0.2 and 16 × 128.
    /// </summary>
    public static TrainerOptions Recipe { get; } = new()
    {
        Epochs = 3,
        WarmupEpochs = 0.6,
        BatchSize = 16 * 256,
        BaseLearningRate = 4e-4,
        MinLearningRate = 4e-6,
        Scaling = LearningRateScaling.None,
        Schedule = RateSchedule.FlooredCosine,
        Idle = IdleParameters.Coast,
        Epsilon = 1e-8,
        WeightDecay = 0.2,
        ClipNorm = 0,
        Seed = 42,
    };

    /// <summary>Throws when a member is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the member, its value and the allowed range.</exception>
    public void Validate() =>
        OptionRange.Check(CaptionColumn.Length > 0, nameof(ClipTraining), nameof(CaptionColumn), CaptionColumn, "the name of a column");

    /// <summary>Whether a parameter is trained, by its path in the model.</summary>
    internal bool Trains(string name) => name.Split('.') switch
    {
        ["vision", "pool", ..] => Pooling,
        ["vision", ..] => Vision,
        ["text" or "language", "projection"] => TextProjection,
        ["language", .., "down" or "up"] => Adapters,
        ["text" or "language", ..] => Text,
        _ => true,
    };
}
