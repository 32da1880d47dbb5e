using InternVideo2.Checkpoints;
using InternVideo2.Data.MovingShapes;
using InternVideo2.Encoders;
using InternVideo2.Language;
using InternVideo2.Stage3;
using InternVideo2.Tests;
using InternVideo2.Text;
using Xunit;

namespace InternVideo2.Cli.Tests;

/// <summary>Promise: the sub-stages of stage 3 from the command line leave a model to chat with, and later calls go on where the first one stopped.</summary>
[Trait("Category", "Slow")]
public sealed class TrainStage3CommandTests
{
    [Fact]
    public async Task A_run_in_several_calls_ends_like_a_run_in_one()
    {
        using var folder = new TemporaryFolder();
        var (language, whole, parts) = (folder.File("language"), folder.File("whole"), folder.File("parts"));
        SpeakIn(language);

        Assert.Equal((0, ""), await TrainAsync(whole));
        foreach (var (phase, steps) in new[] { ("alignment", 2), ("alignment", 100), ("connection", 100), ("instruction", 1), ("instruction", 100) })
            Assert.Equal((0, ""), await TrainAsync(parts, "--phase", phase, "--steps", $"{steps}"));

        using var expected = PretrainedChat.Open(whole);
        using var actual = PretrainedChat.Open(parts);
        Assert.Equal(4, expected.Model.Options.Language.Adapter!.Rank);
        Assert.Equal([2, 17], expected.Tokenizers.Ends);
        Assert.All(
            expected.Model.state_dict().Zip(actual.Model.state_dict()),
            pair => Assert.True(pair.First.Key == pair.Second.Key && pair.First.Value.Equals(pair.Second.Value), pair.First.Key));

        async Task<(int, string)> TrainAsync(string run, params string[] more)
        {
            var call = await Call.RunAsync(
                ["train", "stage3", "--preset", "tiny", "--language", language, "--out", run, "--shapes", "8", "--batch", "4", "--epochs", "1", "--rank", "4", .. more]);
            return (call.Code, call.Error);
        }
    }

    [Fact]
    public async Task A_folder_without_a_language_model_is_refused()
    {
        using var folder = new TemporaryFolder();

        var call = await Call.RunAsync("train", "stage3", "--preset", "tiny", "--language", folder.File("nothing"), "--out", folder.File("run"));

        Assert.Equal(1, call.Code);
        Assert.Contains("config.json", call.Error);
    }

    [Fact]
    public void Shapes_are_drawn_as_the_recipe_was_made_for()
    {
        using var source = TrainStage3Command.OfShapes(60, Stage3Options.Shapes);
        using var expected = new ShapesMedia(ShapesMediaOptions.Dense);

        var frames = expected.Video(ShapesSplit.Train, 60).Frames!.Fingerprint;
        Assert.Equal([frames, frames], source.All(8).Select(corpus => corpus.Frames!.Fingerprint));
        Assert.All(source.All(8).SelectMany(corpus => corpus.Clips.Clips), clip => Assert.Null(MovingShapesSet.Scene(clip).Factors.Then));
    }

    [Fact]
    public void Sub_stages_may_show_clips_of_other_lengths()
    {
        using var folder = new TemporaryFolder();
        var (language, run) = (folder.File("language"), folder.File("run"));
        SpeakIn(language);
        var tiny = Stage3Options.Tiny;
        var options = tiny with
        {
            Vision = new VisionEncoderOptions { Video = tiny.Vision.Video! with { TubeletSize = 1 } },
            Language = LanguageConfig.Read(Path.Combine(language, LanguageConfig.FileName)).Model,
            AlignmentFrames = 4,
            ConnectionFrames = 4,
            AlignmentTemporalFrames = 4,
        };
        using var source = TrainStage3Command.OfShapes(8, options);
        var words = WordPieceTokenizer.Of(WordPieceVocabulary.Of(source.All(options.Frames).SelectMany(corpus => corpus.Texts)));
        using var output = new StringWriter();
        Directory.CreateDirectory(run);
        var training = new Stage3Training(options, source, new ChatTokenizers(TokenizerFolder.Load(language), words), run, language, TorchSharp.torch.CPU, output);

        training.Run(Enum.GetValues<SubStage>(), null, CancellationToken.None);

        Assert.Contains("instruction: step 8 of 8", output.ToString());
        using var chat = PretrainedChat.Open(run);
        Assert.Equal(8, chat.Model.Options.Vision.Video!.Frames);
    }

    [Fact]
    public async Task An_encoder_of_shorter_clips_is_taken_when_their_length_is_named()
    {
        using var folder = new TemporaryFolder();
        var (language, sight) = (folder.File("language"), folder.File("sight.safetensors"));
        SpeakIn(language);
        using (var encoder = new VideoEncoder(Stage3Options.Tiny.Vision.Video! with { Frames = 4 })) SafetensorsWriter.Write(sight, OfficialKeys.Encoder.State(encoder));

        var refused = await TrainAsync();
        Assert.Equal(1, refused.Code);
        Assert.Contains("8 frames of this sub-stage", refused.Error);
        Assert.Contains("--sight-frames", refused.Error);

        var taken = await TrainAsync("--sight-frames", "4");
        Assert.Equal((0, ""), (taken.Code, taken.Error));
        Assert.Contains("1 interpolated: pos_embed", taken.Output);

        Task<Call> TrainAsync(params string[] more) => Call.RunAsync(
            ["train", "stage3", "--preset", "tiny", "--language", language, "--out", folder.File("run"), "--shapes", "8", "--batch", "4", "--steps", "1", "--sight", sight, .. more]);
    }

    [Fact]
    public async Task A_sub_stage_that_no_steps_are_left_for_writes_nothing()
    {
        using var folder = new TemporaryFolder();
        var (language, run) = (folder.File("language"), folder.File("run"));
        SpeakIn(language);

        var call = await Call.RunAsync("train", "stage3", "--preset", "tiny", "--language", language, "--out", run, "--shapes", "8", "--batch", "4", "--epochs", "1", "--steps", "2");

        Assert.Equal((0, ""), (call.Code, call.Error));
        Assert.Contains("alignment: step 2 of 2", call.Output);
        Assert.False(File.Exists(Path.Combine(run, "connection.safetensors")));
    }

    [Fact]
    public void Corpora_of_sound_alone_are_refused_by_name()
    {
        var media = new ShapesMedia(ShapesMediaOptions.Dense);
        using var source = new Stage3Source(_ => ([media.Video(ShapesSplit.Train, 4), media.Audio(ShapesSplit.Train, 4)], media));

        Assert.Contains("'shapes-audio-train'", Assert.Throws<InvalidDataException>(() => source.Of(SubStage.Alignment, 8)).Message);
    }

    private static void SpeakIn(string folder)
    {
        Directory.CreateDirectory(folder);
        var tokenizer = BytePairTraining.Learn(["a red star moves left", "What moves? It is a blue circle."], new BytePairTrainingOptions { VocabularySize = 320 });
        tokenizer.Save(folder);
        using var model = new LanguageModel(LanguageModelOptions.Tiny with { VocabularySize = tokenizer.Count, Width = 32, Depth = 1, HiddenWidth = 64 });
        PretrainedLanguageModel.Save(folder, model, new LanguageConfig { Model = model.Options, Ends = [2, 17] });
    }
}
