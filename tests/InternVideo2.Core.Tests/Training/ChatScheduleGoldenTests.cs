using System.Text.Json;
using InternVideo2.Tests.Golden;
using InternVideo2.Training;
using Xunit;

namespace InternVideo2.Tests.Training;

/// <summary>The learning rates of stage 3 are those of both published code bases, as shares of the peak, to the last step of the run.</summary>
[Trait("Category", "Golden")]
public sealed class ChatScheduleGoldenTests
{
    [GoldenTheory("stage3/schedules")]
    public void Rates_are_the_official_ones(string file)
    {
        using var golden = JsonDocument.Parse(File.ReadAllText(GoldenFolder.FullPath(file)));
        Compare(golden.RootElement.GetProperty("videochat2"), RateSchedule.FlooredCosine, "min_lr_multi");
        Compare(golden.RootElement.GetProperty("step"), RateSchedule.CosineAfterWarmup, "min_lr_ratio");
    }

    private static void Compare(JsonElement runs, RateSchedule kind, string minimum)
    {
        foreach (var run in runs.EnumerateArray())
        {
            var steps = run.GetProperty("total").GetInt32();
            var options = new TrainerOptions
            {
                Epochs = 1,
                StepsPerEpoch = steps,
                Schedule = kind,
                Scaling = LearningRateScaling.None,
                BaseLearningRate = 1,
                MinLearningRate = run.GetProperty(minimum).GetDouble(),
                WarmupEpochs = run.GetProperty("warmup").GetDouble() / steps,
            };
            var rates = options.LearningRateSchedule(steps);
            // The lists go on beyond the last step, which a run never asks for.
            var expected = run.GetProperty("multipliers").EnumerateArray().Take(steps).Select(value => value.GetDouble()).ToArray();
            Assert.Equal(steps, rates.Steps);
            Assert.All(expected.Index(), step => Assert.Equal(step.Item, rates[step.Index], 1e-12));
        }
    }
}
