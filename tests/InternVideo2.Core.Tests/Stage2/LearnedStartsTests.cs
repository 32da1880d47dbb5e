using InternVideo2.Audio;
using InternVideo2.Checkpoints;
using InternVideo2.Data.MovingShapes;
using InternVideo2.Stage1;
using InternVideo2.Stage2;
using InternVideo2.Teachers;
using InternVideo2.Training;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Stage2;

/// <summary>A model of stage 2 begins with the eyes and ears it is given, trains them only once, and otherwise with wide or official random weights.</summary>
[Collection(AloneCollection.Name)]
public sealed class LearnedStartsTests
{
    private static readonly Stage2Options Options = Stage2Options.Shapes.For(ShapesVocabulary.Tokenizer) with
    {
        Vision = Stage2Options.Shapes.Vision with { Width = 32, Depth = 2, Heads = 2, PoolHeads = 2, PooledWidth = 16 },
        Audio = Stage2Options.Shapes.Audio! with { PatchWidth = 16, Width = 16, Depth = 1, Heads = 2, HiddenWidth = 16, ConvolutionGroups = 2 },
    };

    private static readonly ShapesMediaOptions Mute = new() { Speech = false, Sound = new LogMelOptions { Seconds = 1 } };

    [Fact]
    public void Hearing_that_was_trained_before_is_where_the_audio_encoder_begins()
    {
        using var folder = new TemporaryFolder();
        TeacherWeights Train() => TinyHearing.LoadOrTrain(folder.File("hearing"), Options, ShapesVocabulary.Tokenizer, Mute, clips: 64);
        var hearing = Train();
        Assert.Equal(hearing, Train());
        using var model = (Options with { Hearing = hearing }).CreateModel();
        using var deaf = Options.CreateModel();
        using var file = SafetensorsFile.Open(hearing.Path);
        using var learned = file.Read("encoder.layers.0.fc1.weight");
        Assert.True(Weight(model, "audio_encoder.encoder.layers.0.fc1.weight").Equals(learned));
        Assert.False(Weight(deaf, "audio_encoder.encoder.layers.0.fc1.weight").Equals(learned));
        Assert.True(Weight(model, "text_encoder.bert.embeddings.word_embeddings.weight").Equals(Weight(deaf, "text_encoder.bert.embeddings.word_embeddings.weight")));
    }

    [Fact]
    public void A_student_of_stage_1_is_where_the_vision_encoder_begins()
    {
        using var folder = new TemporaryFolder();
        var sight = TinyStudent.LoadOrTrain(folder.File("student"), Options.Vision, TinyTeachers.Untrained, clips: 32);
        using var model = (Options with { Sight = sight }).CreateModel();
        using var file = SafetensorsFile.Open(sight.Path);
        using var learned = file.Read("blocks.0.mlp.fc1.weight");
        Assert.True(Weight(model, "vision_encoder.blocks.0.mlp.fc1.weight").Equals(learned));
    }

    [Fact]
    public void Sight_that_learned_of_captions_is_loaded_the_second_time()
    {
        using var folder = new TemporaryFolder();
        var student = TinyStudent.LoadOrTrain(folder.File("student"), Stage2Options.Shapes.Vision, TinyTeachers.Untrained, clips: 32);
        var heard = new List<string>();
        TeacherWeights Train() => TinySight.LoadOrTrain(folder.File("sight"), student, clips: 32, Heard);
        IProgress<TrainingProgress> Heard(string name)
        {
            heard.Add(name);
            return new Progress<TrainingProgress>();
        }
        var sight = Train();
        Assert.Equal(sight, Train());
        Assert.NotEqual(student, sight);
        Assert.Single(heard);
        using var model = TinySight.Lesson(sight).For(ShapesVocabulary.Tokenizer).CreateModel();
        using var file = SafetensorsFile.Open(sight.Path);
        using var learned = file.Read("blocks.0.mlp.fc1.weight");
        Assert.True(Weight(model, "vision_encoder.blocks.0.mlp.fc1.weight").Equals(learned));
    }

    [Fact]
    public void The_wide_start_is_wider_than_the_official_one()
    {
        using var wide = Options.CreateModel();
        using var official = (Options with { WideStart = false }).CreateModel();
        foreach (var name in (string[])["vision_encoder.blocks.0.mlp.fc1.weight", "text_encoder.bert.encoder.layer.0.attention.self.query.weight"])
            Assert.InRange(Deviation(wide, name) / Deviation(official, name), 3, 10);
        Assert.InRange(Deviation(official, "text_encoder.bert.embeddings.word_embeddings.weight"), 0.09, 0.11);
    }

    private static Tensor Weight(AlignmentModel model, string name) => OfficialKeys.AlignmentOf(model).Parameters(model).Single(p => p.Name == name).Parameter;

    private static double Deviation(AlignmentModel model, string name)
    {
        using var scope = NewDisposeScope();
        return Weight(model, name).std().ToDouble();
    }
}
