using InternVideo2.Data;
using InternVideo2.Encoders;
using InternVideo2.Stage1;
using InternVideo2.Teachers;
using InternVideo2.Tests.Encoders;

namespace InternVideo2.Tests.Stage1;

/// <summary>Student and teachers of stage 1, small enough for tests.</summary>
internal static class SmallStage1
{
    public static Stage1Options Options { get; } = new()
    {
        Name = "small",
        Student = SmallEncoder.Options,
        Spatial = new SpatialTeacherOptions
        {
            Encoder = SmallEncoder.Options with { Frames = 1, Positions = PositionKind.Image, Width = 24, Depth = 2, PooledWidth = 14 },
            Layers = LayerSelection.Last(2),
        },
        Motion = new MotionTeacherOptions { ImageSize = 12, PatchSize = 4, Frames = 8, Width = 20, Depth = 2, Heads = 4, MlpRatio = 2, Layers = LayerSelection.Last(1) },
        Distillation = new DistillationOptions { MaskRatio = 0.5, SpatialLayers = LayerSelection.Last(2), MotionLayers = LayerSelection.Last(1) },
    };

    public static DistillationObjective Create(Func<DistillationOptions, DistillationOptions>? vary = null)
    {
        var options = Options with { Distillation = vary?.Invoke(Options.Distillation) ?? Options.Distillation };
        var objective = options.CreateObjective();
        SmallEncoder.Disturbed(objective.Model);
        objective.Model.train();
        return objective;
    }

    public static ClipBatch Batch(int clips = 2) => new(SmallEncoder.Frames(clips, frames: 8), [.. Enumerable.Range(0, clips).Select(i => $"clip {i}")]);
}
