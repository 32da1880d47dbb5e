using System.CommandLine;

namespace InternVideo2.Cli;

/// <summary><c>iv2 evaluate …</c>: what a model of stage 2 can do without being trained for it, and how a chat model answers.</summary>
internal static class EvaluateCommand
{
    public static Command Create() => new("evaluate", "test a model of stage 2, or a chat model, on clips it has not seen")
    {
        EvaluateRetrievalCommand.Create(),
        EvaluateMatchingCommand.Create(),
        EvaluateZeroShotCommand.Create(),
        EvaluateMultipleChoiceCommand.Create(),
        EvaluateChatCommand.Create(),
        EvaluateCaptionsCommand.Create(),
    };
}
