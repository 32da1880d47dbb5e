using System.CommandLine;
using InternVideo2.Language;
using InternVideo2.Stage3;

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
        var command = new Command("chat", "ask a model about a clip") { folder, clip, questions, tokens, sample, temperature, seed };
        command.SetAction(async (call, cancellation) =>
        {
            var output = call.InvocationConfiguration.Output;
            var generation = (call.GetValue(sample) ? GenerationOptions.Chat : GenerationOptions.Greedy) with
            {
                MaxNewTokens = call.GetValue(tokens),
                Temperature = call.GetValue(temperature),
                Seed = call.GetValue(seed),
            };
            generation.Validate();
            using var chat = VideoChat.Load(call.GetRequiredValue(folder));
            using var talk = chat.About(call.GetRequiredValue(clip), cancellation);
            var asked = call.GetValue(questions) ?? [];
            foreach (var question in asked)
            {
                await output.WriteLineAsync($"? {question}");
                await Answer(talk, question, generation, output, cancellation);
            }

            if (asked.Length == 0) await Converse(talk, generation, output, cancellation);
            return 0;
        });
        return command;
    }

    private static async Task Converse(ClipConversation talk, GenerationOptions generation, TextWriter output, CancellationToken cancellation)
    {
        while (true)
        {
            await output.WriteAsync("? ");
            await output.FlushAsync(cancellation);
            if (await Console.In.ReadLineAsync(cancellation) is not { } question) break;
            if (!string.IsNullOrWhiteSpace(question)) await Answer(talk, question, generation, output, cancellation);
        }
        await output.WriteLineAsync();
    }

    private static async Task Answer(ClipConversation talk, string question, GenerationOptions generation, TextWriter output, CancellationToken cancellation)
    {
        await foreach (var piece in talk.Ask(question, generation, cancellation))
        {
            await output.WriteAsync(piece);
            await output.FlushAsync(cancellation);
        }
        await output.WriteLineAsync();
    }
}
