using System.Text.Json;
using InternVideo2.Tests.Golden;
using InternVideo2.Training;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Stage2;

/// <summary>
/// The one trainer does what the official loop of stage 2 does, in both phases: groups, rates, losses, gradient norm and parameters of three steps on
/// batches of different media, frozen encoders staying as they are.
/// </summary>
[Collection(AloneCollection.Name)]
public sealed class AlignmentStepsGoldenTests
{
    private const double LossTolerance = 2e-5;

    // The first AdamW steps divide gradients by themselves, so tiny ones count in full.
    private const double ParameterTolerance = 5e-5;

    [GoldenTheory("stage2/optim")]
    public void Steps_are_the_official_ones(string file)
    {
        using var golden = new GoldenFile(file);
        using var training = new GoldenSteps(golden);
        using var random = new RandomStreams(0);
        using var trainer = new Trainer(training, training, Options(golden.Config), random);
        CheckGroups(golden, training, trainer);
        var steps = 0;
        trainer.StepDone += report => CheckStep(golden, training, trainer, report, $"step{steps++}");

        trainer.Run(golden.Config.GetProperty("steps").GetArrayLength());

        Assert.True(steps > 0);
    }

    private static void CheckStep(GoldenFile golden, GoldenSteps training, Trainer trainer, TrainingProgress report, string step)
    {
        using var scope = NewDisposeScope();
        AlignmentGoldenTests.CheckTerms(golden, training.Objective.Options, step, report.Terms.ToDictionary(t => t.Name, t => tensor((float)t.Value)));
        golden.Check($"out.{step}.grad_norm", tensor((float)report.GradientNorm), LossTolerance);
        var rates = trainer.Groups.Select(group => (float)(report.LearningRate * group.LearningRateScale)).ToArray();
        golden.Check($"out.{step}.lr_per_group", tensor(rates), 1e-6);
        golden.Check($"out.{step}.temp", training.Objective.Alignment.Temperature, ParameterTolerance);
        var parameters = training.NamedParameters().ToDictionary();
        var names = golden.Keys($"out.{step}.param.").ToList();
        Assert.NotEmpty(names);
        names.ForEach(name => golden.Check($"out.{step}.param.{name}", parameters[name], ParameterTolerance));
    }

    private static void CheckGroups(GoldenFile golden, GoldenSteps training, Trainer trainer)
    {
        var expected = golden.Metadata("param_groups").EnumerateArray().ToList();
        Assert.Equal(expected.Count, trainer.Groups.Count);
        Assert.All(expected.Zip(trainer.Groups), pair =>
        {
            Assert.Equal(pair.First.GetProperty("weight_decay").GetDouble(), pair.Second.WeightDecay);
            Assert.Equal(pair.First.GetProperty("names").EnumerateArray().Select(name => name.GetString()!), pair.Second.Names);
        });
        var frozen = golden.Metadata("frozen").EnumerateArray().Select(name => name.GetString()!).Order(StringComparer.Ordinal);
        var kept = training.NamedParameters().Where(p => !p.Parameter.requires_grad).Select(p => p.Name).Order(StringComparer.Ordinal);
        Assert.Equal(frozen, kept);
    }

    private static TrainerOptions Options(JsonElement config)
    {
        var (optimizer, schedule) = (config.GetProperty("optimizer"), config.GetProperty("scheduler"));
        double Number(JsonElement of, string name) => of.GetProperty(name).GetDouble();
        var rate = Number(optimizer, "lr");
        var other = optimizer.GetProperty("different_lr");
        var steps = schedule.GetProperty("num_training_steps").GetInt32();
        return new TrainerOptions
        {
            Epochs = 1,
            StepsPerEpoch = steps,
            WarmupEpochs = Number(schedule, "num_warmup_steps") / steps,
            BatchSize = config.GetProperty("B").GetInt32(),
            Scaling = LearningRateScaling.None,
            Schedule = RateSchedule.FlooredCosine,
            Idle = IdleParameters.Coast,
            BaseLearningRate = rate,
            MinLearningRate = rate * Number(schedule, "min_lr_multi"),
            OtherRate = other.GetProperty("enable").GetBoolean()
                ? new OtherRate(string.Join("|", other.GetProperty("module_names").EnumerateArray().Select(name => name.GetString())), Number(other, "lr"))
                : null,
            Beta1 = optimizer.GetProperty("opt_betas")[0].GetDouble(),
            Beta2 = optimizer.GetProperty("opt_betas")[1].GetDouble(),
            Epsilon = 1e-8,
            WeightDecay = Number(optimizer, "weight_decay"),
            ClipNorm = Number(optimizer, "max_grad_norm"),
        };
    }
}
