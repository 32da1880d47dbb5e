using System.CommandLine;
using InternVideo2.Data;
using InternVideo2.Evaluation;

namespace InternVideo2.Cli;

/// <summary><c>iv2 evaluate zero-shot</c>: classifies media by the names of their classes.</summary>
internal static class EvaluateZeroShotCommand
{
    public static Command Create()
    {
        var media = new TestedMedia();
        var label = new Option<string>("--label") { Description = "the factor or column with the name of a clip's class", Required = true };
        var classes = new Option<string?>("--classes") { Description = "file with the names of all classes, one per line; default: those that occur" };
        var templates = new Option<string[]>("--template") { Description = "a sentence about a class, {} for its name; may be repeated. Default: sixteen about actions" };
        var csv = new Option<string?>("--csv") { Description = "file for the answer about every clip" };
        var json = new Option<string?>("--json") { Description = "file for the figures and answers" };
        var command = new Command("zero-shot", "classify media by the names of their classes") { label, classes, templates, csv, json };
        media.AddTo(command);
        command.SetAction((call, cancellation) =>
        {
            var output = call.InvocationConfiguration.Output;
            using var model = media.Model(call);
            var (corpus, loaders) = media.Media(call, model.Description);
            using var owner = loaders;
            var known = call.GetValue(classes) is { } file ? (string[])[.. File.ReadAllLines(file).Where(line => line.Length > 0)] : null;
            var labels = ClipLabels.From(corpus.Clips, call.GetRequiredValue(label), known);
            var sentences = call.GetValue(templates) ?? [];
            var options = new ZeroShotOptions
            {
                Templates = sentences.Length > 0 ? new PromptTemplates(sentences) : PromptTemplates.Actions,
                MaxTextTokens = media.MaxTokens(call, model.Description),
                MediaBatch = media.Batch(call),
            };
            var clips = corpus.Clips.Clips;
            var scores = ClassScores.Of(model.Matcher, corpus.Name, clips, MediaReaders.Of(corpus), labels.Names, options, new EvaluationLines(output), cancellation);
            var report = ZeroShotReport.Of(scores, [.. clips.Select(clip => labels.Names[labels[clip.Id]])], options.DualSoftmaxScale);
            output.WriteLine(report);
            var answers = report.Predictions.Select((answer, row) =>
                new TestAnswer(clips[row].Id, scores.Classes[report.Labels[row]], scores.Classes[answer], scores.Scores[row, answer]));
            TestAnswer.Save($"{report}", answers, call.GetValue(csv), call.GetValue(json));
            return Task.FromResult(0);
        });
        return command;
    }
}
