using System.Diagnostics;
using InternVideo2.Checkpoints;
using InternVideo2.Language;
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
        var call = await Call.RunAsync("chat", Saved(), Clip("h264_cfr.mp4"), "What moves?", "How?", "--tokens", "4", "--int8");
        Assert.Equal(("", 0), (call.Error, call.Code));
        var lines = call.Output.Split('\n');
        Assert.Equal("? What moves?", lines[0]);
        Assert.Contains("? How?", lines);
    }

    [Fact]
    public async Task A_conversation_goes_on_after_whatever_is_typed()
    {
        using var chat = VideoChat.Load(Saved());
        using var stop = new AnswerStop(CancellationToken.None);
        using var written = new StringWriter();
        using var typed = new StringReader($"""
            What moves?
            /frames
            /clear
            /clip {folder.File("nothing.mp4")}
            /what

            {string.Join(' ', Enumerable.Repeat("What moves?", 400))}
            /clip {Clip("rot90.mp4")}
            How?
            /quit
            never read
            """);
        await new ChatLoop(chat, GenerationOptions.Greedy with { MaxNewTokens = 4 }, ChatCommand.ConsoleOf(written), typed).RunAsync(Clip("h264_cfr.mp4"), stop);

        var output = written.ToString();
        Assert.Equal(2, output.Split("8 frames of 160×120, at 0.").Length - 1);
        Assert.Contains("nothing.mp4", output);
        Assert.Contains("'/what' is not known. /clear forgets", output);
        Assert.Contains("context", output);
        Assert.Contains("rot90.mp4: 8 frames of 120×160", output);
        Assert.DoesNotContain('\u001b', output);
        Assert.Equal("never read", await typed.ReadLineAsync());
    }

    [Fact]
    public async Task Pictures_and_folders_of_pictures_are_watched_as_what_they_are()
    {
        Directory.CreateDirectory(folder.File("pictures"));
        foreach (var (path, count) in ((string, string)[])[("photo.jpg", "1"), (Path.Combine("pictures", "img_%05d.jpg"), "12")])
        {
            using var ffmpeg = Process.Start("ffmpeg", ["-v", "error", "-i", Clip("h264_cfr.mp4"), "-frames:v", count, folder.File(path)]);
            await ffmpeg.WaitForExitAsync();
            Assert.Equal(0, ffmpeg.ExitCode);
        }
        using var chat = VideoChat.Load(Saved());
        using var stop = new AnswerStop(CancellationToken.None);
        using var written = new StringWriter();
        using var typed = new StringReader($"/frames\nWhat moves?\nHow?\n/clip {folder.File("pictures")}\nWhat moves?\n/clip {Clip("text_not_video.mp4")}\n/quit");
        await new ChatLoop(chat, GenerationOptions.Greedy with { MaxNewTokens = 2 }, ChatCommand.ConsoleOf(written), typed).RunAsync(folder.File("photo.jpg"), stop);

        var output = written.ToString();
        Assert.Contains("photo.jpg: a picture of 160×120", output);
        Assert.Contains("pictures: 8 frames of 160×120", output);
        Assert.DoesNotContain(", at ", output);
        Assert.Contains("text_not_video.mp4", output);
        foreach (var shown in (string[])["photo.jpg", "pictures"])
        {
            var call = await Call.RunAsync("chat", Saved(), folder.File(shown), "What moves?", "How?", "--tokens", "2");
            Assert.Equal(("", 0), (call.Error, call.Code));
        }
    }

    [Fact]
    public async Task Stopping_an_answer_leaves_the_conversation_and_stopping_a_question_ends_it()
    {
        using var chat = VideoChat.Load(Saved());
        using var stop = new AnswerStop(CancellationToken.None);
        using var written = new InterruptingWriter(stop);
        using var typed = new InterruptingReader(["What moves?", "How?"], stop);
        var loop = new ChatLoop(chat, GenerationOptions.Greedy with { MaxNewTokens = 300 }, ChatCommand.ConsoleOf(written), typed);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => loop.RunAsync(Clip("h264_cfr.mp4"), stop));

        Assert.Equal(2, written.ToString().Split("(stopped;").Length - 1);
    }

    [Fact]
    public async Task A_file_that_does_not_describe_itself_is_opened_as_a_preset()
    {
        var (model, vocabulary) = (Saved(), folder.File("vocab.txt"));
        var official = Path.Combine(model, "official.safetensors");
        Assert.Equal(0, (await Call.RunAsync("convert", Path.Combine(model, PretrainedChat.FileName), official)).Code);
        File.Delete(Path.Combine(model, PretrainedChat.FileName));
        WordPieceTokenizer.Of(WordPieceVocabulary.Of(["What moves?"])).Save(vocabulary);

        var unknown = await Call.RunAsync("chat", model, Clip("h264_cfr.mp4"), "What moves?");
        Assert.Contains("does not say how its model is built", unknown.Error);
        var lacking = await Call.RunAsync("chat", model, Clip("h264_cfr.mp4"), "What moves?", "--preset", Stage3Options.Tiny.Name);
        Assert.Contains("--vocabulary", lacking.Error);
        var other = await Call.RunAsync("chat", model, Clip("h264_cfr.mp4"), "What moves?", "--preset", Stage3Options.VideoChat2Mistral.Name, "--vocabulary", vocabulary);
        Assert.Equal(1, other.Code);
        var known = await Call.RunAsync("chat", model, Clip("h264_cfr.mp4"), "What moves?", "--tokens", "2", "--preset", Stage3Options.Tiny.Name, "--vocabulary", vocabulary);
        Assert.Equal(("", 0), (known.Error, known.Code));
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
        var longer = await Call.RunAsync("chat", model, Clip("h264_cfr.mp4"), string.Join(' ', Enumerable.Repeat("What moves?", 400)));
        Assert.Equal(1, longer.Code);
        Assert.Contains("tokens and the language model", longer.Error);
        var weights = Path.Combine(model, PretrainedChat.FileName);
        await File.WriteAllBytesAsync(weights, (await File.ReadAllBytesAsync(weights))[..^100]);
        var cut = await Call.RunAsync("chat", model, Clip("h264_cfr.mp4"), "What moves?");
        Assert.Equal(1, cut.Code);
        Assert.Contains(PretrainedChat.FileName, cut.Error);
    }

    private static string Clip(string name) => Path.Combine(RepositoryFolder.Path, "tests", "data", "clips", "edge", name);

    /// <summary>Interrupts when the first piece of an answer comes.</summary>
    private sealed class InterruptingWriter(AnswerStop stop) : StringWriter
    {
        public override Task WriteAsync(string? value)
        {
            stop.Interrupt();
            return base.WriteAsync(value);
        }
    }

    /// <summary>Interrupts when there are no more lines, and then waits as a terminal does.</summary>
    private sealed class InterruptingReader(IEnumerable<string> lines, AnswerStop stop) : TextReader
    {
        private readonly Queue<string> lines = new(lines);

        public override string? ReadLine()
        {
            if (lines.TryDequeue(out var line)) return line;
            stop.Interrupt();
            Thread.Sleep(1000);
            return "too late";
        }
    }

    private string Saved()
    {
        var path = folder.File("model");
        var tokenizers = new ChatTokenizers(BytePairTraining.Learn(["What moves? a red star", "How? It moves left."], new() { VocabularySize = 320 }));
        using var model = new VideoChatModel(Stage3Options.Tiny.For(tokenizers).InstructionModel);
        PretrainedChat.Save(path, model, tokenizers, Stage3Options.Tiny.Instruction);
        return path;
    }
}
