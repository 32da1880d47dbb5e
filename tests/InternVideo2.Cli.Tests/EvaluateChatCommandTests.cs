using InternVideo2.Checkpoints;
using InternVideo2.Encoders;
using InternVideo2.Stage3;
using InternVideo2.Tests;
using InternVideo2.Text;
using Xunit;

namespace InternVideo2.Cli.Tests;

/// <summary>Promise: a chat model is asked from the command line about drawn clips and about files, every result with its protocol and in files.</summary>
public sealed class EvaluateChatCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public EvaluateChatCommandTests()
    {
        var tokenizers = new ChatTokenizers(BytePairTraining.Learn(["What shape is it?", "It is a star."], new BytePairTrainingOptions { VocabularySize = 400 }));
        var options = Stage3Options.Tiny.For(tokenizers);
        using var model = new VideoChatModel(options.InstructionModel);
        PretrainedChat.Save(Model, model, tokenizers, options.Instruction);
    }

    private string Model => Path.Combine(folder.Path, "model");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Facts_of_drawn_clips_and_captions()
    {
        var ranked = await Call.RunAsync(
            "evaluate", "chat", "--model", Model, "--shapes", "test", "--count", "4", "--way", "FreeByLikelihood", "--csv", folder.File("a.csv"), "--json", folder.File("a.json"));
        Assert.Equal(("", 0), (ranked.Error, ranked.Code));
        Assert.Contains("shapes-video-test: 20 questions about 4 videos; 8 frames; bare questions, the likeliest of all options (summed log-likelihood); Mistral's form of prompts, greedy, at most 32 tokens", ranked.Output);
        Assert.Contains("motion ", ranked.Output);
        Assert.Equal(21, File.ReadAllLines(folder.File("a.csv")).Length);

        var captions = await Call.RunAsync("evaluate", "captions", "--model", Model, "--shapes", "test", "--count", "2", "--max-tokens", "3");
        Assert.Equal(("", 0), (captions.Error, captions.Code));
        Assert.Contains("at most 3 tokens", captions.Output);
    }

    [Fact]
    public async Task Lists_with_options_and_with_conversations()
    {
        var (choices, talk) = (folder.File("choices.jsonl"), folder.File("talk.jsonl"));
        await File.WriteAllTextAsync(choices, """{"video":"h264_cfr.mp4","question":"What?","candidates":["this","that"],"answer":"that","start":0.2,"end":1.2}""");
        await File.WriteAllTextAsync(talk, """{"video":"h264_cfr.mp4","QA":[{"q":"What?","a":"that"}]}""");
        var asked = await Call.RunAsync("evaluate", "chat", "--model", Model, "--clips", choices, "--media", Clips, "--way", "Options", "--no-system", "--max-tokens", "2");
        var told = await Call.RunAsync("evaluate", "chat", "--model", Model, "--clips", talk, "--media", Clips, "--max-tokens", "2");

        Assert.Equal(("", 0), (asked.Error, asked.Code));
        Assert.Contains("lettered options, written answers, rule Contained, prefix \"Best option:(\"", asked.Output);
        Assert.Equal(("", 0), (told.Error, told.Code));
        Assert.Contains("talk: 1 questions about 1 video", told.Output);
        foreach (var way in (string[])["Options", "OptionsByLikelihood"])
        {
            var tooLong = await Call.RunAsync("evaluate", "chat", "--model", Model, "--clips", choices, "--media", Clips, "--way", way);
            Assert.Equal(1, tooLong.Code);
            Assert.Contains("tokens and the lang", tooLong.Error);
        }
    }

    [Fact]
    public async Task Models_with_positions_for_any_number_of_frames_are_shown_as_many_as_the_protocol_says()
    {
        var tokenizers = new ChatTokenizers(BytePairTraining.Learn(["What shape is it?", "It is a star."], new BytePairTrainingOptions { VocabularySize = 400 }));
        var options = Stage3Options.Tiny.For(tokenizers);
        var vision = new VisionEncoderOptions { Umt = new UmtEncoderOptions { ImageSize = 28, PatchSize = 7, Width = 32, Depth = 2, Heads = 2, TrainedSide = 4 } };
        using var model = new VideoChatModel(options.InstructionModel with { Vision = vision });
        PretrainedChat.Save(Model, model, tokenizers, options.Instruction);
        var call = await Call.RunAsync("evaluate", "chat", "--model", Model, "--shapes", "test", "--count", "1", "--max-tokens", "2");
        Assert.Equal(("", 0), (call.Error, call.Code));
        Assert.Contains("about 1 video; 16 frames; ", call.Output);
        Assert.Contains("at most 2 tokens, 16 frames", call.Output);
    }

    [Fact]
    public async Task Wrong_calls_are_explained()
    {
        var call = await Call.RunAsync("evaluate", "chat", "--model", Model);
        Assert.Equal(1, call.Code);
        Assert.Contains("Name a clip list with --clips", call.Error);
    }

    private static string Clips => Path.Combine(RepositoryFolder.Path, "tests", "data", "clips", "edge");
}
