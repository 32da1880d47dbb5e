using InternVideo2.Encoders;
using InternVideo2.Teachers;
using InternVideo2.Training;

namespace InternVideo2.Stage1;

public sealed partial record Stage1Options
{
    /// <summary>
    /// For the moving shapes: 28 pixels, 8 frames, half of the patches hidden, and a student so narrow that it cannot hold all that its two teachers
    /// know, which is what makes α₁ and α₂ matter. It sees tubelets of two frames, as its motion teacher does: with one frame to a patch a network of
    /// this size does not learn motion in minutes. Five such students of 625 steps take 45 seconds together on two cores. The teachers are those of
    /// <see cref="TinyTeachers"/>, untrained unless trained ones are put in: <c>Stage1Options.Shapes.With(TinyTeachers.LoadOrTrain(folder))</c>.
    /// </summary>
    public static Stage1Options Shapes { get; } = new()
    {
        Name = "shapes",
        Student = new VideoEncoderOptions
        {
            ImageSize = 28,
            PatchSize = 7,
            Frames = 8,
            TubeletSize = 2,
            Width = 48,
            Depth = 3,
            Heads = 2,
            PoolHeads = 2,
            PooledWidth = 32,
            LayerScaleInit = 1,
        },
        Spatial = TinyTeachers.Untrained.Spatial,
        Motion = TinyTeachers.Untrained.Motion,
        Distillation = new DistillationOptions { MaskRatio = 0.5, SpatialLayers = LayerSelection.Last(2), MotionLayers = LayerSelection.Last(2) },
        Training = new TrainerOptions
        {
            Epochs = 5,
            WarmupEpochs = 0.5,
            BatchSize = 32,
            BaseLearningRate = 2e-3,
            MinLearningRate = 1e-5,
            Scaling = LearningRateScaling.None,
        },
    };

    /// <summary>The same experiment with these teachers.</summary>
    public Stage1Options With(TinyTeachers teachers) => this with { Spatial = teachers.Spatial, Motion = teachers.Motion };
}
