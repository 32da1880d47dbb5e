using System.CommandLine;
using InternVideo2.Data;
using InternVideo2.Language;
using InternVideo2.Stage3;
using Spectre.Console;

namespace InternVideo2.Cli;

/// <summary><c>iv2 chat</c>: answers questions about a clip, as they are written; without a question it goes on asking for one until the input ends.</summary>
internal static class ChatCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("FOLDER") { Description = "folder of a chat model" };
        var clip = new Argument<string>("CLIP") { Description = "a video, a picture, or a folder of pictures" };
        var questions = new Argument<string[]>("QUESTION") { Description = "what is asked, one after the other; none: you are asked for them", Arity = ArgumentArity.ZeroOrMore };
        var tokens = new Option<int>("--tokens") { Description = "tokens of an answer at most", DefaultValueFactory = _ => 200 };
        var sample = new Option<bool>("--sample") { Description = "draw answers instead of taking the likeliest token" };
        var temperature = new Option<double>("--temperature") { Description = "of drawing; below 1 the likely gets likelier", DefaultValueFactory = _ => 1 };
        var seed = new Option<ulong>("--seed") { Description = "of drawing" };
        var int8 = new Option<bool>("--int8") { Description = "answers with matrices rounded to int8: faster where they are larger than the processor's cache" };
        var tiles = new Option<int?>("--tiles") { Description = "high resolution: the clip is cut into so many tiles at most; the published demonstrations have 6 or 12" };
        var command = new Command("chat", "ask a model about a clip") { folder, clip, questions, tokens, sample, temperature, seed, int8, tiles };
        var choice = new ChatChoice();
        choice.AddTo(command);
        command.SetAction(async (call, cancellation) =>
        {
            var generation = (call.GetValue(sample) ? GenerationOptions.Chat : GenerationOptions.Greedy) with
            {
                MaxNewTokens = call.GetValue(tokens),
                Temperature = call.GetValue(temperature),
                Seed = call.GetValue(seed),
                Int8 = call.GetValue(int8),
            };
            generation.Validate();
            using var pretrained = choice.Open(call, call.GetRequiredValue(folder));
            using var chat = new VideoChat(pretrained.Model, pretrained.Tokenizers, VideoChatOptions.Of(pretrained.Description.Instruction) with
            {
                Tiles = call.GetValue(tiles) is { } most ? new TiledClipsOptions { MaxTiles = most } : null,
            });
            var console = ConsoleOf(call.InvocationConfiguration.Output);
            var loop = new ChatLoop(chat, generation, console, Console.In);
            if (call.GetValue(questions) is { Length: > 0 } asked) await Answer(loop, chat, call.GetRequiredValue(clip), asked, console, cancellation);
            else await Converse(loop, call.GetRequiredValue(clip), cancellation);
            return 0;
        });
        return command;
    }

    /// <summary>A console over a writer: colours where it is a terminal, else plain text in lines of any length.</summary>
    internal static IAnsiConsole ConsoleOf(TextWriter writer)
    {
        var output = new AnsiConsoleOutput(writer);
        if (output.IsTerminal) return AnsiConsole.Create(new AnsiConsoleSettings { Out = output });
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = output, Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Interactive = InteractionSupport.No });
        console.Profile.Width = 10_000;
        return console;
    }

    private static async Task Answer(ChatLoop loop, VideoChat chat, string path, string[] questions, IAnsiConsole console, CancellationToken cancellation)
    {
        using var clip = new WatchedClip(chat, path, cancellation);
        foreach (var question in questions)
        {
            console.Markup("[bold]? [/]");
            await console.Profile.Out.Writer.WriteLineAsync(question);
            await loop.Answer(clip.Conversation, question, cancellation);
        }
    }

    private static async Task Converse(ChatLoop loop, string path, CancellationToken cancellation)
    {
        using var stop = new AnswerStop(cancellation);
        try
        {
            await loop.RunAsync(path, stop);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // Ctrl-C where a question was awaited: the usual way to leave.
            await Console.Error.WriteLineAsync();
        }
    }
}
