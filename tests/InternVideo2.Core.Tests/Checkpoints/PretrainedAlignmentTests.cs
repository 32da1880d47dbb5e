using InternVideo2.Checkpoints;
using InternVideo2.Encoders;
using InternVideo2.Stage2;
using InternVideo2.Text;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Checkpoints;

/// <summary>A file of a model of stage 2 holds all that is needed to use it; what it lacks is said.</summary>
public sealed class PretrainedAlignmentTests
{
    private static readonly WordPieceTokenizer Tokenizer = WordPieceTokenizer.Of([.. WordPieceVocabulary.Of(["a red star moves left", "ein größerer „Würfel“ \t"])]);

    private static readonly Stage2Options Small = Stage2Options.Shapes with
    {
        Vision = Stage2Options.Shapes.Vision with { Width = 32, Depth = 2, PooledWidth = 32, Heads = 2, PoolHeads = 2 },
        Text = new TextEncoderOptions { Width = 32, Depth = 2, FusionLayer = 1, Heads = 2, HiddenWidth = 64, MaxPositions = 40 },
        Audio = AudioEncoderOptions.Tiny with { PatchWidth = 32, Width = 32, Depth = 1, Heads = 2, HiddenWidth = 64 },
        Teacher = new TeacherHeadsOptions { Layers = LayerSelection.Last(2, 1.5), Width = 8, FinalWidth = 8 },
    };

    [Fact]
    public void What_was_saved_answers_as_before()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("model.safetensors");
        using var model = (Small with { Vision = Small.Vision with { Depth = 3 } }).For(Tokenizer).CreateModel();
        PretrainedAlignment.Save(path, model, Tokenizer, maxTokens: 12, sound: new() { Seconds = 3 });

        using var opened = PretrainedAlignment.Open(path);
        using var scope = NewDisposeScope();
        Assert.Equal(model.Options, opened.Model.Options);
        Assert.Equal((12, 3.0), (opened.Description.MaxTokens, opened.Description.Sound!.Seconds));
        Assert.Equal(Tokenizer.Vocabulary, opened.Description.Vocabulary);
        Assert.True(opened.Report.IsComplete);
        string[] texts = ["a red star", "größerer würfel"];
        var (before, after) = (new AlignmentMatcher(model, Tokenizer).EncodeTexts(texts, 12), opened.Matcher.EncodeTexts(texts, 12));
        Assert.True(before.Vectors.Equals(after.Vectors));
        Assert.All(opened.Model.parameters(), parameter => Assert.False(parameter.requires_grad));
    }

    [Fact]
    public void More_frames_stretch_the_tables_over_time()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("model.safetensors");
        using var model = Small.For(Tokenizer).CreateModel();
        PretrainedAlignment.Save(path, model, Tokenizer);

        using var opened = PretrainedAlignment.Open(path, frames: 2 * Small.Vision.Frames);
        using var scope = NewDisposeScope();
        var (few, many) = (Table(model), Table(opened.Model));
        Assert.Equal(2 * Small.Vision.Frames, opened.Description.Model.Vision.Encoder.Frames);
        Assert.True(many[0].Equals(few[0]));
        Assert.True(many[^1].Equals(few[^1])); // outside the first and last centre the nearest one holds
        var grid = Small.Vision.Grid;
        var between = few[1] * 0.75 + few[1 + grid.PerTime] * 0.25;
        Assert.True(many[1 + grid.PerTime].allclose(between, rtol: 1e-5, atol: 1e-6));
        Assert.Contains(opened.Report.Interpolated, table => table.Key == "vision_encoder.pos_embed");

        static Tensor[] Table(AlignmentModel of)
        {
            var table = OfficialKeys.AlignmentOf(of).State(of).Single(key => key.Name == "vision_encoder.pos_embed").Value;
            return [.. Enumerable.Range(0, (int)table.shape[1]).Select(row => table[0, row])];
        }
    }

    [Fact]
    public void Files_that_do_not_say_how_they_are_built_are_refused()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("model.safetensors");
        using var scope = NewDisposeScope();
        SafetensorsWriter.Write(path, [("x", ones(1))]);
        Assert.Contains("does not say how its model is built", Assert.Throws<SafetensorsException>(() => PretrainedAlignment.Open(path)).Message);
        SafetensorsWriter.Write(path, [("x", ones(1))], new Dictionary<string, string> { [AlignmentDescription.Key] = """{"Model": 7}""" });
        Assert.Contains("'iv2.alignment' does not describe a model of stage 2", Assert.Throws<SafetensorsException>(() => PretrainedAlignment.Open(path)).Message);
    }
}
