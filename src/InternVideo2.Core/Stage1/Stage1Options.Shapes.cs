using InternVideo2.Encoders;
using InternVideo2.Teachers;
using InternVideo2.Training;

namespace InternVideo2.Stage1;

public sealed partial record Stage1Options
{
    /// <summary>
    /// For the moving shapes: 56 pixels, 4 student frames, 8 motion frames, and a student so narrow that it cannot hold all that its two teachers
    /// know, which is what makes α₁ and α₂ matter. The teachers are those of <see cref="TinyTeachers"/>, untrained unless trained ones are put in:
    /// <c>Stage1Options.Shapes.With(TinyTeachers.LoadOrTrain(folder))</c>.
    /// </summary>
    public static Stage1Options Shapes { get; } = new()
    {
        Name = "shapes",
        Student = new VideoEncoderOptions
        {
            ImageSize = 56,
            PatchSize = 7,
            Frames = 4,
            Width = 32,
            Depth = 4,
            Heads = 2,
            PoolHeads = 2,
            PooledWidth = 32,
            LayerScaleInit = 0.1,
        },
        Spatial = TinyTeachers.Untrained.Spatial,
        Motion = TinyTeachers.Untrained.Motion,
        Distillation = new DistillationOptions { SpatialLayers = LayerSelection.Last(2), MotionLayers = LayerSelection.Last(2) },
        Training = new TrainerOptions
        {
            Epochs = 10,
            WarmupEpochs = 1,
            BatchSize = 32,
            BaseLearningRate = 2e-3,
            MinLearningRate = 1e-5,
            Scaling = LearningRateScaling.None,
        },
    };

    /// <summary>The same experiment with these teachers.</summary>
    public Stage1Options With(TinyTeachers teachers) => this with { Spatial = teachers.Spatial, Motion = teachers.Motion };
}
