using System.CommandLine;
using InternVideo2.Evaluation;

namespace InternVideo2.Cli;

/// <summary><c>iv2 evaluate matching</c>: how often the matching head is right about own, random and hard texts.</summary>
internal static class EvaluateMatchingCommand
{
    public static Command Create()
    {
        var media = new TestedMedia();
        var texts = new TestedTexts();
        var seed = new Option<ulong>("--seed") { Description = "of the random texts", DefaultValueFactory = _ => 0 };
        var command = new Command("matching", "ask the matching head about own, random and hard texts") { seed };
        media.AddTo(command);
        texts.AddTo(command);
        command.SetAction((call, cancellation) =>
        {
            var output = call.InvocationConfiguration.Output;
            using var model = media.Model(call);
            var (corpus, loaders) = media.Media(call, model.Description);
            using var owner = loaders;
            var options = new RetrievalOptions { MaxTextTokens = media.MaxTokens(call, model.Description), MediaBatch = media.Batch(call) };
            output.WriteLine(MatchingExam.Run(model.Matcher, texts.Set(call, corpus), options, call.GetValue(seed), new EvaluationLines(output), cancellation));
            return Task.FromResult(0);
        });
        return command;
    }
}
