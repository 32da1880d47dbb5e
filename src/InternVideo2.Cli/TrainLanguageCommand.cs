using System.CommandLine;
using InternVideo2.Data.MovingShapes;
using InternVideo2.Language.Training;
using InternVideo2.Stage3;
using InternVideo2.Text;
using InternVideo2.Training;
using static TorchSharp.torch;

namespace InternVideo2.Cli;

/// <summary>
/// <c>iv2 train language</c>: a tokenizer and a small language model, learned from clips of the moving shapes told in words or from a file of texts, and saved as
/// a folder that other programs read, too; goes on where an earlier call stopped.
/// </summary>
internal static class TrainLanguageCommand
{
    // So many clips, or this share of the texts of a file, are kept to see how well texts that were not learned from are foreseen.
    private const int ExamClips = 400;
    private const int ExamShare = 20;

    public static Command Create()
    {
        var folder = new Option<string>("--out") { Description = "folder of the model: config.json, model.safetensors, tokenizer.json, and the run's state; a run that is there is continued", Required = true };
        var clips = new Option<int>("--clips") { Description = "clips of the moving shapes that are told in words, each with some questions and answers", DefaultValueFactory = _ => 16_000 };
        var file = new Option<string?>("--texts") { Description = "a file of texts to learn from instead, one a line" };
        var epochs = new Option<int?>("--epochs") { Description = "passes over the texts" };
        var batch = new Option<int?>("--batch") { Description = "rows in one step" };
        var seed = new Option<ulong?>("--seed") { Description = "of every draw" };
        var steps = new Option<long?>("--steps") { Description = "stop after so many steps of this call" };
        var device = new DeviceChoice();
        var command = new Command("language", "a tokenizer and a small language model for the teaching set") { folder, clips, file, epochs, batch, seed, steps };
        device.AddTo(command);
        command.SetAction((call, cancellation) =>
        {
            var where = device.Of(call);
            var usual = LanguageTrainingOptions.Shapes;
            var training = usual.Training;
            var options = usual with
            {
                Training = training with
                {
                    Epochs = call.GetValue(epochs) ?? training.Epochs,
                    BatchSize = call.GetValue(batch) ?? training.BatchSize,
                    Seed = call.GetValue(seed) ?? training.Seed,
                },
            };
            var (texts, exam) = call.GetValue(file) is { } path ? OfFile(path) : OfShapes(call.GetValue(clips), options.Training.Seed);
            Train(call.GetRequiredValue(folder), options, texts, exam, call.GetValue(steps), where, call.InvocationConfiguration.Output, cancellation);
            return Task.FromResult(0);
        });
        return command;
    }

    private static void Train(
        string folder, LanguageTrainingOptions options, IReadOnlyList<TrainingText> texts, IReadOnlyList<TrainingText> exam, long? steps, Device device, TextWriter output, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        var tokenizer = BytePairTraining.LoadOrLearn(folder, texts.SelectMany(text => text.Pieces), new() { VocabularySize = options.VocabularySize }, cancellation);
        using var rows = new TextRows(texts, tokenizer, options.Rows);
        output.WriteLine($"{texts.Count} texts, {rows.Tokens} of {tokenizer.Count} tokens, in {rows.Rows} rows of {options.RowLength}");
        // Before the training, which a text that cannot be asked about would otherwise cost.
        using var unseen = new TextRows(exam, tokenizer, options.Rows with { BatchSize = 1 });
        using var run = new LanguageRun(options, rows, tokenizer, device);
        var states = Path.Combine(folder, "state");
        if (run.Trainer.LoadIfSaved(states)) output.WriteLine($"going on from step {run.Trainer.Step}");
        run.Trainer.Run(steps, states, new TextProgress(output, options.Training.LogEvery), cancellation);
        var score = LanguageExam.Ask(run.Model, unseen, cancellation);
        run.Save(folder);
        output.WriteLine(FormattableString.Invariant($"texts it has not learned from: loss {score.Loss:0.000} per token, perplexity {score.Perplexity:0.00}, {score.Tokens} tokens"));
        output.WriteLine($"step {run.Trainer.Step} of {run.Trainer.Steps}; the model and its tokenizer are in {folder}");
    }

    private static (IReadOnlyList<TrainingText> Texts, IReadOnlyList<TrainingText> Exam) OfShapes(int clips, ulong seed) =>
        (TinyLanguage.Texts(ShapesSplit.Train, clips, seed), TinyLanguage.Texts(ShapesSplit.Validation, ExamClips, seed));

    private static (IReadOnlyList<TrainingText> Texts, IReadOnlyList<TrainingText> Exam) OfFile(string path)
    {
        TrainingText[] texts = [.. File.ReadLines(path).Where(line => line.Length > 0)];
        if (texts.Length < 2) throw new InvalidDataException($"'{path}' has {texts.Length} texts; give at least two, one a line.");
        // Of few texts the last one.
        bool IsKept(int line) => line % ExamShare == ExamShare - 1 || texts.Length < ExamShare && line == texts.Length - 1;
        return ([.. texts.Where((_, line) => !IsKept(line))], [.. texts.Where((_, line) => IsKept(line))]);
    }
}
