using System.CommandLine;
using InternVideo2.Evaluation;

namespace InternVideo2.Cli;

/// <summary><c>iv2 evaluate captions</c>: lets a chat model describe clips; exact matches and agreement of words.</summary>
internal static class EvaluateCaptionsCommand
{
    public static Command Create()
    {
        var tested = new TestedChat();
        var question = new Option<string>("--question") { Description = "how a description is asked for", DefaultValueFactory = _ => "Describe the clip." };
        var command = new Command("captions", "let a chat model describe clips, and compare with their captions word by word") { question };
        tested.AddTo(command);
        command.SetAction((call, cancellation) =>
        {
            tested.Run(call, clips => ChatSet.OfCaptions(clips, call.GetRequiredValue(question)), new ChatTestOptions(), cancellation);
            return Task.FromResult(0);
        });
        return command;
    }
}
