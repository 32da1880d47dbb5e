using InternVideo2.Training;
using Xunit;

namespace InternVideo2.Tests.Training;

/// <summary>The defaults are the published recipe; each member is checked and named.</summary>
public sealed class TrainerOptionsTests
{
    [Fact]
    public void Defaults_are_the_1B_recipe()
    {
        var options = new TrainerOptions();

        options.Validate();
        Assert.Equal(2.4e-3, options.PeakLearningRate, 12);
        Assert.Equal(1.6e-4, options.MinLearningRate * options.LearningRateFactor, 12);
        Assert.Equal(0, options.LearningRateSchedule(269)[0]);
        Assert.Equal(40 * 269, Assert.IsType<CosineSchedule>(options.LearningRateSchedule(269)).WarmupSteps);
        Assert.Equal(0.05, options.WeightDecaySchedule(269)[12345], 12);
    }

    [Fact]
    public void The_6B_recipe_has_half_the_rate()
    {
        Assert.Equal(1.2e-3, new TrainerOptions { BatchSize = 2048 }.PeakLearningRate, 12);
    }

    [Fact]
    public void Unscaled_rates_are_used_as_they_are()
    {
        var options = new TrainerOptions { BatchSize = 2, BaseLearningRate = 1e-3, MinLearningRate = 1e-4, Scaling = LearningRateScaling.None };

        Assert.Equal(1e-3, options.PeakLearningRate);
    }

    [Fact]
    public void The_data_set_decides_about_the_epoch_unless_told_otherwise()
    {
        Assert.Equal(3010, new TrainerOptions().LearningRateSchedule(10).Steps);
        Assert.Equal(602, new TrainerOptions { StepsPerEpoch = 2 }.LearningRateSchedule(10).Steps);
    }

    public static TheoryData<string, TrainerOptions> OutOfRange => new()
    {
        { nameof(TrainerOptions.Epochs), new() { Epochs = 0 } },
        { nameof(TrainerOptions.StepsPerEpoch), new() { StepsPerEpoch = 0 } },
        { nameof(TrainerOptions.BatchSize), new() { BatchSize = 0 } },
        { nameof(TrainerOptions.SamplesPerClip), new() { SamplesPerClip = 0 } },
        { nameof(TrainerOptions.BaseLearningRate), new() { BaseLearningRate = double.NaN } },
        { nameof(TrainerOptions.MinLearningRate), new() { MinLearningRate = 1 } },
        { nameof(TrainerOptions.WarmupLearningRate), new() { WarmupLearningRate = -1 } },
        { nameof(TrainerOptions.Scaling), new() { Scaling = (LearningRateScaling)7 } },
        { nameof(TrainerOptions.Schedule), new() { Schedule = (RateSchedule)7 } },
        { nameof(TrainerOptions.WarmupLearningRate), new() { Schedule = RateSchedule.FlooredCosine, WarmupLearningRate = 1e-6 } },
        { nameof(TrainerOptions.Idle), new() { Idle = (IdleParameters)7 } },
        { nameof(TrainerOptions.OtherRate), new() { OtherRate = new("head", 0) } },
        { nameof(TrainerOptions.OtherRate), new() { OtherRate = new("head", 1e-3), LayerDecay = 0.9 } },
        { nameof(TrainerOptions.WarmupEpochs), new() { WarmupEpochs = 302 } },
        { nameof(TrainerOptions.WarmupSteps), new() { WarmupSteps = -1 } },
        { nameof(TrainerOptions.Beta1), new() { Beta1 = 1 } },
        { nameof(TrainerOptions.Beta2), new() { Beta2 = -0.1 } },
        { nameof(TrainerOptions.Epsilon), new() { Epsilon = 0 } },
        { nameof(TrainerOptions.WeightDecay), new() { WeightDecay = double.PositiveInfinity } },
        { nameof(TrainerOptions.WeightDecayEnd), new() { WeightDecayEnd = -1 } },
        { nameof(TrainerOptions.LayerDecay), new() { LayerDecay = 0 } },
        { nameof(TrainerOptions.ClipNorm), new() { ClipNorm = -1 } },
        { nameof(TrainerOptions.CheckpointEvery), new() { CheckpointEvery = -1 } },
        { nameof(TrainerOptions.LogEvery), new() { LogEvery = 0 } },
    };

    [Theory]
    [MemberData(nameof(OutOfRange))]
    public void The_message_names_member_value_and_range(string member, TrainerOptions options)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(options.Validate);

        Assert.Equal(member, error.ParamName);
        Assert.Contains($"TrainerOptions.{member} is ", error.Message);
        Assert.Contains("allowed: ", error.Message);
    }

    [Fact]
    public void Differences_name_what_changed_and_leave_out_what_does_not_matter()
    {
        var mine = new TrainerOptions { WeightDecayEnd = 0.2, LogEvery = 1 };
        var other = mine with { Seed = 3, WeightDecayEnd = null, LogEvery = 7, CheckpointEvery = 9 };

        Assert.Equal(["WeightDecayEnd: 0.2 → null", "Seed: 0 → 3"], mine.Differences(other));
        Assert.Empty(mine.Differences(mine with { LogEvery = 3 }));
    }
}
