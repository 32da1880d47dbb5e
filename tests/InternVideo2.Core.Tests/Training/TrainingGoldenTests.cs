using System.Text.Json;
using InternVideo2.Stage1;
using InternVideo2.Tests.Golden;
using InternVideo2.Training;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Training;

/// <summary>
/// The trainer does what the official loop does: losses, gradient norm, rates and parameters of one and of five optimiser steps, and of two
/// steps from the teachers' weights on.
/// </summary>
[Collection(AloneCollection.Name)]
public sealed class TrainingGoldenTests
{
    // Two correct float32 implementations differ by up to 8e-6 of the largest parameter after one step (README of the files): the first AdamW
    // steps divide gradients by themselves, so tiny ones count in full.
    private const double LossTolerance = 2e-5;
    private const double ParameterTolerance = 5e-5;

    [GoldenTheory("train")]
    public void Steps_are_the_official_ones(string file)
    {
        using var golden = new GoldenFile(file);
        using var training = new GoldenTraining(golden);
        using var random = new RandomStreams(0);
        using var trainer = new Trainer(training, training, Options(golden), random, firstStep: golden.Int("first_schedule_index"));
        var reports = new List<TrainingProgress>();
        var compared = 0;
        trainer.StepDone += report =>
        {
            reports.Add(report);
            compared += CheckParameters(golden, training, reports.Count);
        };

        trainer.Run(golden.Int("steps"));

        CheckGroups(golden.Config.GetProperty("param_groups"), trainer.Groups);
        var weights = GoldenModels.Weights(golden.Config);
        CheckTerm("out.loss_clip_middle", DistillationObjective.MiddleName, weights.MiddleRatio);
        CheckTerm("out.loss_clip_final", DistillationObjective.FinalName, weights.FinalRatio);
        CheckTerm("out.loss_mae", DistillationObjective.MotionName, weights.Alpha2);
        Check("out.loss", r => r.Loss, LossTolerance);
        Check("out.grad_norm", r => r.GradientNorm, LossTolerance);
        Check("out.lr", r => r.LearningRate, 1e-6);
        Check("out.weight_decay", r => r.WeightDecay, 1e-6);
        Assert.Equal(golden.Keys("out.param_after_").Count(), compared);

        // A term without weight is not computed here, while the official code computes it and multiplies it by 0.
        void CheckTerm(string key, string name, double weight)
        {
            Assert.Equal(weight > 0, reports.All(r => r.Terms.Any(t => t.Name == name)));
            if (weight > 0)
            {
                Check(key, r => r.Terms.Single(t => t.Name == name).Value, LossTolerance);
            }
        }

        void Check(string key, Func<TrainingProgress, double> value, double tolerance)
        {
            using var actual = tensor(reports.Select(r => (float)value(r)).ToArray());
            golden.Check(key, actual, tolerance);
        }
    }

    private static int CheckParameters(GoldenFile golden, GoldenTraining training, int step)
    {
        var parameters = training.NamedParameters().ToDictionary(p => p.Name, p => p.Parameter);
        var names = golden.Keys($"out.param_after_{step}.").ToList();
        names.ForEach(name => golden.Check($"out.param_after_{step}.{name}", parameters[name], ParameterTolerance));
        return names.Count;
    }

    private static void CheckGroups(JsonElement expected, IReadOnlyList<ParameterGroup> actual)
    {
        var groups = expected.EnumerateObject().Select(g => g.Value).ToList();
        Assert.Equal(groups.Count, actual.Count);
        Assert.All(groups.Zip(actual), pair =>
        {
            Assert.Equal(pair.First.GetProperty("weight_decay_positive").GetBoolean(), pair.Second.WeightDecay > 0);
            Assert.Equal(pair.First.GetProperty("lr_scale").GetDouble(), pair.Second.LearningRateScale);
            Assert.Equal(pair.First.GetProperty("names").EnumerateArray().Select(n => n.GetString()!), pair.Second.Names);
        });
    }

    private static TrainerOptions Options(GoldenFile golden)
    {
        var (optimizer, schedule) = (golden.Config.GetProperty("optimizer"), golden.Config.GetProperty("schedule"));
        double Number(string name) => optimizer.GetProperty(name).GetDouble();
        return new TrainerOptions
        {
            Epochs = schedule.GetProperty("epochs").GetInt32(),
            StepsPerEpoch = schedule.GetProperty("niter_per_ep").GetInt32(),
            WarmupEpochs = schedule.GetProperty("warmup_epochs").GetDouble(),
            BatchSize = golden.Int("batch"),
            Scaling = LearningRateScaling.None,
            BaseLearningRate = Number("lr"),
            MinLearningRate = Number("min_lr"),
            WeightDecay = Number("weight_decay"),
            WeightDecayEnd = Number("weight_decay_end"),
            Epsilon = Number("eps"),
            Beta1 = optimizer.GetProperty("betas")[0].GetDouble(),
            Beta2 = optimizer.GetProperty("betas")[1].GetDouble(),
            ClipNorm = golden.Number("clip_grad"),
        };
    }
}
