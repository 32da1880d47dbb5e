using System.CommandLine;
using InternVideo2.Evaluation;

namespace InternVideo2.Cli;

/// <summary><c>iv2 evaluate retrieval</c>: finds texts for media and media for texts; prints the protocol and a table.</summary>
internal static class EvaluateRetrievalCommand
{
    public static Command Create()
    {
        var media = new TestedMedia();
        var texts = new TestedTexts();
        var usual = new RetrievalOptions();
        var candidates = new Option<int>("--candidates") { Description = "the best so many are compared again by the matching head; 0: contrast only", DefaultValueFactory = _ => usual.Candidates };
        var byDual = new Option<bool>("--candidates-by-dsl") { Description = "choose them by dual softmax instead of by cosine" };
        var scale = new Option<double>("--dsl-scale") { Description = "what cosines are multiplied with inside the dual softmax", DefaultValueFactory = _ => usual.DualSoftmaxScale };
        var pairs = new Option<int>("--pairs") { Description = "pairs compared at a time", DefaultValueFactory = _ => usual.PairBatch };
        var json = new Option<string?>("--json") { Description = "file for the whole report, every rank included" };
        var csv = new Option<string?>("--csv") { Description = "file for the table" };
        var command = new Command("retrieval", "find texts for media and media for texts") { candidates, byDual, scale, pairs, json, csv };
        media.AddTo(command);
        texts.AddTo(command);
        command.SetAction((call, cancellation) =>
        {
            var output = call.InvocationConfiguration.Output;
            using var model = media.Model(call);
            var (corpus, loaders) = media.Media(call, model.Description);
            using var owner = loaders;
            var report = RetrievalTest.Run(model.Matcher, texts.Set(call, corpus), usual with
            {
                Candidates = call.GetValue(candidates),
                CandidatesByDualSoftmax = call.GetValue(byDual),
                DualSoftmaxScale = call.GetValue(scale),
                MaxTextTokens = media.MaxTokens(call, model.Description),
                MediaBatch = media.Batch(call),
                PairBatch = call.GetValue(pairs),
            }, new EvaluationLines(output), cancellation);
            output.WriteLine(report);
            if (call.GetValue(json) is { } whole) RetrievalFiles.SaveJson(report, whole);
            if (call.GetValue(csv) is { } table) RetrievalFiles.SaveCsv(report, table);
            return Task.FromResult(0);
        });
        return command;
    }
}
