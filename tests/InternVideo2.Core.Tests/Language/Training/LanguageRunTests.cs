using InternVideo2.Checkpoints;
using InternVideo2.Language;
using InternVideo2.Language.Training;
using InternVideo2.Text;
using InternVideo2.Training;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Language.Training;

/// <summary>A small model learns its texts, a run continues from disk bit for bit, and nothing is left behind.</summary>
[Collection(AloneCollection.Name)]
public sealed class LanguageRunTests
{
    private static readonly string[] Words = ["red star.", "blue ring.", "green cross.", "white circle."];
    private static readonly TrainingText[] Texts = [.. Enumerable.Range(0, 40).Select(i => new TrainingText($"a {Words[i % 4]}", $" it is {Words[i % 4]}"))];

    private static readonly LanguageTrainingOptions Options = new()
    {
        Name = "small",
        Model = new LanguageModelOptions { Width = 32, Depth = 2, Heads = 2, HiddenWidth = 64, MaxPositions = 64, TiedHead = true },
        RowLength = 64,
        Training = LanguageTrainingOptions.Shapes.Training with { Epochs = 20, BatchSize = 4, BaseLearningRate = 1e-2, CheckpointEvery = 0 },
    };

    [Fact]
    public void A_run_from_disk_goes_on_as_if_nothing_had_happened()
    {
        var whole = Train(8, out var parameters);
        using var folder = new TemporaryFolder();
        var saved = folder.File("run");
        var losses = Train(3, out _, folder: saved);
        losses.AddRange(Train(5, out var resumed, resumeFrom: saved));
        Assert.Equal(whole, losses);
        Assert.Equal(parameters, resumed);
    }

    [Fact]
    public void Texts_are_learned()
    {
        var tokenizer = new LetterTokenizer();
        using var rows = Rows(tokenizer);
        using var run = new LanguageRun(Options, rows, tokenizer);
        Assert.Equal(tokenizer.Count, run.Model.Options.VocabularySize);
        using var exam = new TextRows(Texts, tokenizer, Options.Rows with { BatchSize = 1 });
        var before = LanguageExam.Ask(run.Model, exam);
        Assert.InRange(before.Loss, 3.2, 3.7); // ln 31 = 3.43
        run.Trainer.Run(60);
        var after = LanguageExam.Ask(run.Model, exam);
        Assert.Equal(before.Tokens, after.Tokens);
        // What cannot be foreseen is which of the four words comes first: ln 4 of some 30 letters.
        Assert.InRange(after.Loss, 0.04, 0.4);
        Assert.True(run.Model.training);
    }

    [Fact]
    public void The_loss_is_that_of_every_token_after_another_one()
    {
        var tokenizer = new LetterTokenizer();
        using var rows = Rows(tokenizer);
        using var run = new LanguageRun(Options, rows, tokenizer);
        using var batch = rows.Next();
        using var streams = new RandomStreams(0);
        var losses = run.Objective.Compute(batch, streams);
        using var noGrad = no_grad();
        var (ids, mask) = (batch.Tokens!.Ids, batch.Tokens.Mask);
        var beliefs = nn.functional.log_softmax(run.Model.Words(run.Model.States(run.Model.Embed(ids))), 2);
        var own = beliefs.narrow(1, 0, ids.shape[1] - 1).gather(2, ids.narrow(1, 1, ids.shape[1] - 1).unsqueeze(2)).squeeze(2);
        var kept = mask.narrow(1, 1, ids.shape[1] - 1);
        Assert.Equal(-own.mul(kept).sum().ToDouble() / kept.sum().ToDouble(), losses.Total.ToDouble(), 1e-5);
        Assert.Equal(LanguageObjective.Term, Assert.Single(losses.Terms).Name);
        Assert.Contains(nameof(InternVideo2.Data.ClipBatch.Tokens), Assert.Throws<ArgumentException>(() => run.Objective.Compute(new(null, ["a"]), streams)).Message);
    }

    [Fact]
    public void A_saved_model_is_a_folder_that_can_be_opened()
    {
        var tokenizer = BytePairTraining.Learn(Texts.SelectMany(text => text.Pieces), new() { VocabularySize = 320 });
        using var rows = new TextRows(Texts, tokenizer, Options.Rows);
        using var run = new LanguageRun(Options, rows, tokenizer);
        run.Trainer.Run(2);
        using var folder = new TemporaryFolder();
        var saved = folder.File("model");
        run.Save(saved);
        using var opened = PretrainedLanguageModel.Open(saved);
        Assert.Equal(LanguageExam.Ask(run.Model, rows), LanguageExam.Ask(opened.Model, rows));
        Assert.Equal((tokenizer.Begin, tokenizer.End), (opened.Config.Begin, Assert.Single(opened.Config.Ends)));
        Assert.Equal(tokenizer.Encode("a red star."), TokenizerFolder.Load(saved).Encode("a red star."));
    }

    [Fact]
    public void The_number_of_live_tensors_stays_flat()
    {
        var tokenizer = new LetterTokenizer();
        using var rows = Rows(tokenizer);
        using var run = new LanguageRun(Options, rows, tokenizer);
        run.Trainer.Run(4);
        var before = AloneCollection.SettledTensors();
        run.Trainer.Run(4);
        LanguageExam.Ask(run.Model, rows);
        Assert.Equal(before, AloneCollection.SettledTensors());
    }

    [Fact]
    public void Rows_longer_than_the_model_s_positions_are_refused() => Assert.Contains(
        "RowLength is 65; allowed: 2 … 64", Assert.Throws<ArgumentOutOfRangeException>(() => (Options with { RowLength = 65 }).Validate()).Message);

    private static TextRows Rows(LetterTokenizer tokenizer) => new(Texts, tokenizer, Options.Rows);

    private static List<double> Train(int steps, out List<float> parameters, string? folder = null, string? resumeFrom = null)
    {
        var losses = new List<double>();
        var tokenizer = new LetterTokenizer();
        using var rows = Rows(tokenizer);
        using var run = new LanguageRun(Options, rows, tokenizer);
        if (resumeFrom is not null) run.Trainer.Load(resumeFrom);
        run.Trainer.StepDone += step => losses.Add(step.Loss);
        run.Trainer.Run(steps, folder);
        parameters = [.. run.Model.parameters().SelectMany(parameter => parameter.data<float>().ToArray())];
        return losses;
    }
}
