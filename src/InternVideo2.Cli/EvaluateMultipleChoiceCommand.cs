using System.CommandLine;
using System.Text.Json;
using InternVideo2.Data;
using InternVideo2.Evaluation;

namespace InternVideo2.Cli;

/// <summary><c>iv2 evaluate multiple-choice</c>: asks which of several texts belongs to a clip.</summary>
internal static class EvaluateMultipleChoiceCommand
{
    private const string OptionsColumn = "options", AnswerColumn = "answer";

    public static Command Create()
    {
        var media = new TestedMedia();
        var csv = new Option<string?>("--csv") { Description = "file for the answer about every clip" };
        var json = new Option<string?>("--json") { Description = "file for the figures and answers" };
        var command = new Command("multiple-choice", $"ask which of several texts belongs to a clip: columns '{OptionsColumn}' (a list of texts) and '{AnswerColumn}' (its number, from 0, or the text)") { csv, json };
        media.AddTo(command);
        command.SetAction((call, cancellation) =>
        {
            var output = call.InvocationConfiguration.Output;
            using var model = media.Model(call);
            var (corpus, loaders) = media.Media(call, model.Description);
            using var owner = loaders;
            var clips = corpus.Clips.Clips;
            ChoiceQuestion[] questions = [.. clips.Select(Question)];
            var options = new ZeroShotOptions { Templates = PromptTemplates.Plain, MaxTextTokens = media.MaxTokens(call, model.Description), MediaBatch = media.Batch(call) };
            var report = MultipleChoice.Run(model.Matcher, corpus.Name, clips, MediaReaders.Of(corpus), questions, options, new EvaluationLines(output), cancellation);
            output.WriteLine(report);
            var answers = report.Choices.Select((choice, row) =>
                new TestAnswer(clips[row].Id, questions[row].Options[questions[row].Right], questions[row].Options[choice], report.Probabilities[row][choice]));
            TestAnswer.Save($"{report}", answers, call.GetValue(csv), call.GetValue(json));
            return Task.FromResult(0);
        });
        return command;
    }

    private static ChoiceQuestion Question(ClipEntry clip)
    {
        try
        {
            var options = JsonSerializer.Deserialize<string[]>(clip.Columns[OptionsColumn])!;
            using var answer = JsonDocument.Parse(clip.Columns[AnswerColumn]);
            var right = answer.RootElement.ValueKind == JsonValueKind.Number ? answer.RootElement.GetInt32() : Array.IndexOf(options, answer.RootElement.GetString());
            return new ChoiceQuestion(options, right);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or FormatException or InvalidOperationException)
        {
            throw new ManifestException(
                $"Clip '{clip.Id}' has no question: it needs the columns '{OptionsColumn}', a list of texts, and '{AnswerColumn}', the number of the right one (from 0) or its text.", e);
        }
    }
}
