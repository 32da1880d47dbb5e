using InternVideo2.Checkpoints;
using InternVideo2.Stage3;
using InternVideo2.Tests;
using InternVideo2.Text;
using Xunit;

namespace InternVideo2.Cli.Tests;

/// <summary>Promise: a saved chat model answers questions about a file from the command line; a missing model or clip is one clear error.</summary>
public sealed class ChatCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Questions_are_answered_in_turn()
    {
        var call = await Call.RunAsync("chat", Saved(), Clip("h264_cfr.mp4"), "What moves?", "How?", "--tokens", "4");
        Assert.Equal(("", 0), (call.Error, call.Code));
        var lines = call.Output.Split('\n');
        Assert.Equal("? What moves?", lines[0]);
        Assert.Contains("? How?", lines);
    }

    [Fact]
    public async Task What_is_missing_is_told()
    {
        var model = Saved();
        var clip = await Call.RunAsync("chat", model, folder.File("nothing.mp4"), "What moves?");
        Assert.Equal(1, clip.Code);
        Assert.Contains("nothing.mp4", clip.Error);
        var none = await Call.RunAsync("chat", folder.File("no-model"), Clip("h264_cfr.mp4"), "What moves?");
        Assert.Equal(1, none.Code);
        Assert.Contains("no-model", none.Error);
        var draws = await Call.RunAsync("chat", model, Clip("h264_cfr.mp4"), "What moves?", "--sample", "--temperature", "0");
        Assert.Contains("Temperature is 0", draws.Error);
    }

    private static string Clip(string name) => Path.Combine(RepositoryFolder.Path, "tests", "data", "clips", "edge", name);

    private string Saved()
    {
        var path = folder.File("model");
        var tokenizers = new ChatTokenizers(BytePairTraining.Learn(["What moves? a red star", "How? It moves left."], new() { VocabularySize = 320 }));
        using var model = new VideoChatModel(Stage3Options.Tiny.For(tokenizers).InstructionModel);
        PretrainedChat.Save(path, model, tokenizers, Stage3Options.Tiny.Instruction);
        return path;
    }
}
