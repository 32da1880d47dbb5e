using InternVideo2.Data;
using InternVideo2.Data.MovingShapes;
using InternVideo2.Training;
using InternVideo2.Video;

namespace InternVideo2.Teachers;

/// <summary>How <see cref="TinyTeachers"/> are trained: two recipes, and the moving shapes they learn from.</summary>
public sealed record TinyTeacherOptions
{
    /// <summary>The recipe of the spatial teacher: single frames and captions.</summary>
    public ImageTextOptions Spatial { get; init; } = new()
    {
        Image = TinyTeachers.Untrained.Spatial,
        Training = new TrainerOptions
        {
            Epochs = 8,
            WarmupEpochs = 0.5,
            BatchSize = 64,
            BaseLearningRate = 2e-3,
            MinLearningRate = 1e-5,
            Scaling = LearningRateScaling.None,
            CheckpointEvery = 100,
        },
    };

    /// <summary>The recipe of the motion teacher: clips without labels.</summary>
    public VideoMaeOptions Motion { get; init; } = new()
    {
        Encoder = TinyTeachers.Untrained.Motion,
        DecoderWidth = 48,
        DecoderDepth = 1,
        DecoderHeads = 4,
        Training = new TrainerOptions
        {
            Epochs = 3,
            WarmupEpochs = 0.3,
            BatchSize = 32,
            BaseLearningRate = 1e-3,
            MinLearningRate = 1e-5,
            Beta2 = 0.95,
            Scaling = LearningRateScaling.None,
            CheckpointEvery = 100,
        },
    };

    /// <summary>
    /// What the motion teacher learns from labels after that; null: it stays as VideoMAE left it. The optimiser is fine-tuning's (stage 1, 6.2) without
    /// clipping: with β₂ = 0.98 and gradients clipped to 1 the first 500 steps stayed at chance, and with twice the learning rate sometimes 1,500 did.
    /// </summary>
    public ClipLabelOptions? Labels { get; init; } = new()
    {
        Encoder = TinyTeachers.Untrained.Motion,
        MaskRatio = 0,
        Training = new TrainerOptions
        {
            Epochs = 8,
            WarmupEpochs = 0.5,
            BatchSize = 32,
            BaseLearningRate = 1e-3,
            Beta2 = 0.999,
            Epsilon = 1e-8,
            ClipNorm = 0,
            MinLearningRate = 1e-5,
            Scaling = LearningRateScaling.None,
            CheckpointEvery = 100,
        },
    };

    /// <summary>
    /// Whether the labels are learned from where VideoMAE ended, as VideoMAE V2 does, or from fresh weights. At this size a minute of painting hidden
    /// pixels is no help: measured, 1,000 steps of labels after it stayed at chance.
    /// </summary>
    public bool LabelsAfterVideoMae { get; init; }

    /// <summary>Clips they learn from. 1 … 100,000.</summary>
    public int Clips { get; init; } = 4000;

    /// <summary>Seed of the set. Not the usual one, so that no clip of an experiment has been seen by the teachers.</summary>
    public ulong DataSeed { get; init; } = 1000;

    /// <summary>Throws when a member is out of its range or two of them do not fit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the member, its value and the allowed range.</exception>
    public void Validate()
    {
        Spatial.Validate();
        Motion.Validate();
        Labels?.Validate();
        OptionRange.Check(
            Labels is null || Labels.Encoder == Motion.Encoder, nameof(TinyTeacherOptions), nameof(Labels), Labels?.Encoder, $"the encoder of {nameof(Motion)}");
        OptionRange.Check(Clips is >= 1 and <= 100_000, nameof(TinyTeacherOptions), nameof(Clips), Clips, "1 … 100,000");
    }

    /// <summary>The clips: training part, with captions. Those with two motions, which have no one label, are left out.</summary>
    internal ClipManifest Manifest => MovingShapesSet.Manifest(ShapesSplit.Train, Clips, DataSeed, twoMotions: 0);

    /// <summary>Single frames, each time another one of the clip.</summary>
    internal ShapesLoader Pictures => new(new ShapesLoaderOptions
    {
        Size = Spatial.Image.Encoder.ImageSize,
        Sampler = new SparseSampler { Frames = 1 },
    });

    /// <summary>
    /// Frames at equal distances, as VideoMAE samples them: a speed is a speed only when time runs evenly. Always the middle of a clip, drawn once: with
    /// windows that begin anywhere the labels were learned three times as slowly.
    /// </summary>
    internal ShapesLoader MovingPictures => new(new ShapesLoaderOptions
    {
        Size = Motion.Encoder.ImageSize,
        Sampler = new DenseSampler { Frames = Motion.Encoder.Frames, Rate = 2, View = 0 },
    });
}
