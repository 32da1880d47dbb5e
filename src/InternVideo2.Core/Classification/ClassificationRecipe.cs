using InternVideo2.Evaluation;
using InternVideo2.Training;
using InternVideo2.Video;

namespace InternVideo2.Classification;

/// <summary>
/// A complete experiment of fine-tuning or probing: model, data, what is trained and how long, how it is tested. Official ones:
/// <see cref="Official"/>; a variation is a <c>with</c> expression.
/// </summary>
public sealed partial record ClassificationRecipe
{
    /// <summary>For reports and folders.</summary>
    public required string Name { get; init; }

    public required VideoClassifierOptions Classifier { get; init; }

    public ClassificationOptions Objective { get; init; } = new();

    /// <summary>Which frames of a clip are seen.</summary>
    public FrameSampling Sampling { get; init; } = FrameSampling.Segments;

    /// <summary>Augmentation in training. Its size is the encoder's, whatever it says.</summary>
    public FineTuningTransform Transform { get; init; } = new();

    /// <summary>Temporal views in the test. 1 or more.</summary>
    public int TestSegments { get; init; } = 4;

    /// <summary>Spatial views of each in the test. 1 or more.</summary>
    public int TestCrops { get; init; } = 3;

    /// <summary>Name of the published checkpoint that training starts from ("+extra": a stage-2 checkpoint overrides it). Empty: none.</summary>
    public string StartFrom { get; init; } = "";

    /// <summary>Positions in time of the start checkpoint's table, which is resized to the model's.</summary>
    public int StartTimes { get; init; } = 8;

    /// <summary>AdamW with β (0.9, 0.999), ε 1e-8, never clipped (stage 1, 9.6).</summary>
    public TrainerOptions Training { get; init; } = Optimiser;

    /// <summary>What official fine-tuning and probing have in common.</summary>
    private static TrainerOptions Optimiser => new() { Beta2 = 0.999, Epsilon = 1e-8, ClipNorm = 0, WarmupLearningRate = 1e-6, MinLearningRate = 1e-6 };

    /// <summary>The views of the test.</summary>
    public VideoViews Views => new()
    {
        Frames = Classifier.Encoder.Frames,
        Size = Classifier.Encoder.ImageSize,
        Segments = TestSegments,
        Crops = TestCrops,
        Sampling = Sampling,
    };

    /// <summary>Throws when a member is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the member, its value and the allowed range.</exception>
    public void Validate()
    {
        Classifier.Validate();
        Objective.Validate();
        Transform.Operations?.Validate();
        Views.Validate();
        Training.Validate();
        Check(Enum.IsDefined(Sampling), nameof(Sampling), Sampling, string.Join(", ", Enum.GetNames<FrameSampling>()));
        Check(StartTimes >= 1, nameof(StartTimes), StartTimes, "1 or more");
        var batch = Training.BatchSize * Training.SamplesPerClip;
        Check(!Objective.Mixing.Mixes || batch % 2 == 0, nameof(Training), $"of {batch} clips a batch", "an even number with mixing, as each clip needs a partner");
    }

    private static void Check(bool allowed, string member, object value, string range) =>
        OptionRange.Check(allowed, nameof(ClassificationRecipe), member, value, range);
}
