using System.Text.Json;
using InternVideo2.Encoders;
using InternVideo2.Layers;
using InternVideo2.Stage2;
using InternVideo2.Tests.Golden;

namespace InternVideo2.Tests.Stage2;

/// <summary>Options of the stage-2 models that a golden file's configuration describes.</summary>
internal static class GoldenStage2
{
    public static VisionTowerOptions Vision(JsonElement config) => new()
    {
        Encoder = GoldenModels.Encoder(config) with
        {
            Pictures = config.GetProperty("sep_image_video_pos_embed").GetBoolean() ? PicturePositions.Own : PicturePositions.FrameMean,
        },
        Teacher = new TeacherHeadsOptions
        {
            Layers = LayerSelection.Last(config.GetProperty("clip_return_layer").GetInt32(), config.GetProperty("clip_student_return_interval").GetDouble()),
            Width = config.GetProperty("clip_teacher_embed_dim").GetInt32(),
            FinalWidth = config.GetProperty("clip_teacher_final_dim").GetInt32(),
            Norm = config.GetProperty("clip_norm_type").GetString() == "l2" ? FeatureNorm.L2 : FeatureNorm.None,
        },
    };
}
