using System.CommandLine;
using InternVideo2.Data.Corpora;
using InternVideo2.Data.MovingShapes;
using InternVideo2.Evaluation;

namespace InternVideo2.Cli;

/// <summary><c>iv2 evaluate chat</c>: asks a chat model questions about clips and compares its answers, kind by kind.</summary>
internal static class EvaluateChatCommand
{
    private const string QuestionColumn = "question";

    public static Command Create()
    {
        var tested = new TestedChat();
        var way = new Option<ChatWay>("--way") { Description = "Free: bare questions, written answers; FreeByLikelihood: the likeliest of all options; Options: lettered options as in MVBench, written answers; OptionsByLikelihood", DefaultValueFactory = _ => ChatWay.Free };
        var rule = new Option<OptionRule>("--rule") { Description = "when a written letter is right: Contained (MVBench's), ContainedLetter (VideoChat2-HD's), SameLetter (ours)", DefaultValueFactory = _ => OptionRule.Contained };
        var perToken = new Option<bool>("--per-token") { Description = "compare likelihoods per token" };
        var plain = new Option<bool>("--no-system") { Description = "lettered options without the system text of MVBench, which small models have no room for" };
        var command = new Command("chat", $"ask a chat model about clips: drawn shapes, a list with 'QA', or one with '{QuestionColumn}', 'candidates' and 'answer' as in MVBench") { way, rule, perToken, plain };
        tested.AddTo(command);
        command.SetAction((call, cancellation) =>
        {
            var usual = new OptionPrompt();
            var options = new ChatTestOptions
            {
                Prompt = call.GetValue(plain) ? usual with { System = "" } : usual,
                Way = call.GetValue(way),
                Rule = call.GetValue(rule),
                PerToken = call.GetValue(perToken),
            };
            tested.Run(call, Questions, options, cancellation);
            return Task.FromResult(0);
        });
        return command;
    }

    private static ChatSet Questions(Corpus clips) =>
        clips.Clips.Clips[0].Columns.ContainsKey(MovingShapesSet.SceneColumn) ? ChatSet.OfShapes(clips)
        : clips.Clips.Clips[0].Columns.ContainsKey(QuestionColumn) ? ChatSet.OfChoices(clips)
        : ChatSet.OfQuestions(clips);
}
