using System.Text.Json;
using InternVideo2.Encoders;
using InternVideo2.Stage1;
using InternVideo2.Teachers;
using InternVideo2.Training;

namespace InternVideo2.Bench;

/// <summary>
/// The sizes both sides build their models from. The student is S14 throughout (224 pixels, 8 frames, 80 % of the patches hidden). Alone it has the
/// decoders of the official teachers' widths (3200, 768, 1408). With live teachers these are scaled to what a small machine can run: the official
/// teacher of S14, InternVideo2-1B, would take twenty seconds for each clip here. Instead a video teacher of the size B14 (86 M parameters, unmasked,
/// six layers) and a VideoMAE teacher of the size ViT-S (22 M, 16 frames, four layers).
/// </summary>
internal static class Stage1Sizes
{
    public const int Batch = 2;

    private static readonly VideoEncoderOptions S14 = Stage1Options.S14.Student with { DropPath = 0 };

    /// <summary>The student alone.</summary>
    public static DistillationStudentOptions Student { get; } = new() { Encoder = S14 };

    /// <summary>The whole step.</summary>
    public static Stage1Options Stage1 { get; } = Stage1Options.S14 with
    {
        Name = "S14 from B14 and ViT-S",
        Student = S14,
        Spatial = new SpatialTeacherOptions { Encoder = Stage1Options.B14.Student with { DropPath = 0 } },
        Motion = new MotionTeacherOptions { Width = 384, Depth = 12, Heads = 6, MlpRatio = 4 },
        Distillation = new DistillationOptions(),
        Training = Training,
    };

    public static TrainerOptions Training => new()
    {
        Epochs = 1,
        BatchSize = Batch,
        WarmupEpochs = 0,
        Scaling = LearningRateScaling.None,
        BaseLearningRate = 1e-5,
        MinLearningRate = 1e-5,
    };

    /// <summary>Patches that a mask over the whole clip leaves visible.</summary>
    public static int Visible => S14.Grid.Count - Masking.Masked(S14.Grid.Count, 0.8);

    /// <summary>The line bench/stage1.py reads.</summary>
    public static string ToJson(int threads) => JsonSerializer.Serialize(new Dictionary<string, object>
    {
        ["batch"] = Batch,
        ["visible"] = Visible,
        ["threads"] = threads,
        ["student"] = Decoders(Student),
        ["stage1"] = new Dictionary<string, object>
        {
            ["student"] = Decoders(Stage1.StudentWithDecoders),
            ["spatial"] = Encoder(Stage1.Spatial.Encoder),
            ["motion"] = Motion(Stage1.Motion!),
        },
    });

    /// <summary>
    /// Multiply-adds of matrix products that a step of the student alone cannot do without, counted as two operations each: forward once, backward
    /// twice (once for patches, whose input needs no gradient), patches embedded only where visible.
    /// </summary>
    public static double GigaFlopsPerStep()
    {
        double width = S14.Width, tokens = Batch * (Visible + 1.0), patches = Batch * (double)Visible;
        var patchSize = 3.0 * S14.TubeletSize * S14.PatchSize * S14.PatchSize;
        var blocks = S14.Depth * (tokens * width * (4 * width + 2 * S14.HiddenWidth) + 2 * tokens * (Visible + 1) * width);
        var pooling = tokens * 2 * width * width;
        var decoders = Student.SpatialLayers.Count * tokens * width * Student.SpatialWidth
            + Student.MotionLayers.Count * patches * (width * width + width * Student.MotionWidth);
        return 2e-9 * (3 * (blocks + pooling + decoders) + 2 * patches * patchSize * width);
    }

    private static Dictionary<string, object> Decoders(DistillationStudentOptions student) => new()
    {
        ["encoder"] = Encoder(student.Encoder),
        ["clip_layers"] = student.SpatialLayers.Count,
        ["clip_width"] = student.SpatialWidth,
        ["final_width"] = student.FinalWidth,
        ["mae_layers"] = student.MotionLayers.Count,
        ["mae_width"] = student.MotionWidth,
    };

    /// <summary>A video encoder as the scripts read it.</summary>
    public static Dictionary<string, object> Encoder(VideoEncoderOptions encoder) => new()
    {
        ["width"] = encoder.Width,
        ["depth"] = encoder.Depth,
        ["heads"] = encoder.Heads,
        ["hidden"] = encoder.HiddenWidth,
        ["patch"] = encoder.PatchSize,
        ["tubelet"] = encoder.TubeletSize,
        ["frames"] = encoder.Frames,
        ["side"] = encoder.ImageSize,
        ["pool_heads"] = encoder.PoolHeads,
        ["pool_width"] = encoder.PooledWidth,
    };

    private static Dictionary<string, object> Motion(MotionTeacherOptions teacher) => new()
    {
        ["width"] = teacher.Width,
        ["depth"] = teacher.Depth,
        ["heads"] = teacher.Heads,
        ["hidden"] = (int)(teacher.Width * teacher.MlpRatio),
        ["patch"] = teacher.PatchSize,
        ["tubelet"] = teacher.TubeletSize,
        ["frames"] = teacher.Frames,
        ["side"] = teacher.ImageSize,
    };
}
