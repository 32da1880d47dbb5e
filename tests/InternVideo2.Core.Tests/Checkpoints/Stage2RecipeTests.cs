using InternVideo2.Checkpoints;
using InternVideo2.Encoders;
using InternVideo2.Layers;
using InternVideo2.Stage1;
using InternVideo2.Stage2;
using InternVideo2.Tests.Golden;
using InternVideo2.Tests.Stage2;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Checkpoints;

/// <summary>Checkpoints of stage 1 and of stage 2 find their places in models of stage 2, of other lengths and without a word head, too.</summary>
public sealed class Stage2RecipeTests
{
    private static readonly AlignmentModelOptions Options = SmallStage2.Options.Model with
    {
        Vision = new VisionTowerOptions
        {
            Encoder = SmallStage2.Options.Vision with { Pictures = PicturePositions.Own },
            Teacher = new TeacherHeadsOptions { Layers = LayerSelection.Last(2), Width = 6, FinalWidth = 5 },
        },
    };

    [Fact]
    public void A_whole_checkpoint_serves_a_model_of_more_frames()
    {
        using var scope = NewDisposeScope();
        using var saved = new AlignmentModel(Options, Initializer.Seeded(1));
        var longer = Options with { Vision = Options.Vision with { Encoder = Options.Vision.Encoder with { Frames = 8 } } };
        using var model = new AlignmentModel(longer, Initializer.Seeded(2));
        var tensors = OfficialKeys.Alignment.FileState(saved).ToDictionary();
        tensors["clip_teacher.pos_embed"] = zeros(5, 3);
        using var checkpoint = new TensorCheckpoint(tensors);

        var report = CheckpointLoader.Load(model, OfficialKeys.Alignment, checkpoint, LoadRecipe.Stage2);

        Assert.True(report.IsComplete);
        Assert.Equal(["vision_encoder.clip_pos_embed", "vision_encoder.pos_embed"], report.Interpolated.Select(change => change.Key).Order(StringComparer.Ordinal));
        var loaded = OfficialKeys.Alignment.State(model).ToDictionary();
        foreach (var key in new[] { "vision_encoder.img_pos_embed", "text_encoder.bert.embeddings.word_embeddings.weight", "audio_proj.weight", "temp" })
            Close.Check(key, loaded[key], tensors[key], 0);
    }

    [Fact]
    public void A_checkpoint_of_pretraining_serves_retrieval()
    {
        using var scope = NewDisposeScope();
        using var saved = new AlignmentModel(Options, Initializer.Seeded(1));
        using var model = new AlignmentModel(Options with { Text = Options.Text with { WordHead = false } }, Initializer.Seeded(2));
        var tensors = OfficialKeys.Alignment.FileState(saved).ToDictionary();
        using var checkpoint = new TensorCheckpoint(tensors);

        var report = CheckpointLoader.Load(model, OfficialKeys.AlignmentForRetrieval, checkpoint, LoadRecipe.Stage2Retrieval);

        Assert.Empty(report.Missing);
        Assert.All(report.Unexpected, key => Assert.StartsWith("text_encoder.cls.", key));
        var words = OfficialKeys.AlignmentForRetrieval.State(model).ToDictionary()["text_encoder.embeddings.word_embeddings.weight"];
        Close.Check("words", words, tensors["text_encoder.bert.embeddings.word_embeddings.weight"], 0);
    }

    [Fact]
    public void A_student_of_stage_1_is_the_start_of_the_vision_tower()
    {
        using var scope = NewDisposeScope();
        var body = Options.Vision.Encoder with { Frames = 8, Pictures = PicturePositions.None };
        using var student = new DistillationStudent(new DistillationStudentOptions
        {
            Encoder = body,
            SpatialLayers = LayerSelection.Last(2),
            SpatialWidth = 6,
            FinalWidth = 5,
            MotionLayers = LayerSelection.Last(1),
            MotionWidth = 7,
        }, Initializer.Seeded(1));
        using var tower = new VisionTower(Options.Vision, Initializer.Seeded(2));
        using var checkpoint = new TensorCheckpoint(OfficialKeys.Student.State(student).ToDictionary());

        var report = CheckpointLoader.Load(tower, OfficialKeys.VisionTower, checkpoint, LoadRecipe.Stage2Vision);

        Assert.Equal(["clip_img_pos_embed", "img_pos_embed"], report.Missing.Order(StringComparer.Ordinal));
        Assert.Empty(report.Unexpected);
        Assert.Equal(["clip_pos_embed", "pos_embed"], report.Interpolated.Select(change => change.Key).Order(StringComparer.Ordinal));
    }
}
