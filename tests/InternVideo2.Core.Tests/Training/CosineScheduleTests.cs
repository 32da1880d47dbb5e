using InternVideo2.Training;
using Xunit;

namespace InternVideo2.Tests.Training;

/// <summary>The shape of the schedule at its corners. Its numbers are checked against the golden files.</summary>
public sealed class CosineScheduleTests
{
    [Fact]
    public void The_peak_occurs_twice_and_the_minimum_is_not_reached()
    {
        var schedule = new CosineSchedule(1, 0.1, epochs: 10, stepsPerEpoch: 10, warmupEpochs: 2, start: 0.01);

        Assert.Equal(100, schedule.Steps);
        Assert.Equal(20, schedule.WarmupSteps);
        Assert.Equal(0.01, schedule[0]);
        Assert.Equal(1, schedule[19]);
        Assert.Equal(1, schedule[20]);
        Assert.InRange(schedule[99], 0.1 + 1e-9, 0.101);
    }

    [Fact]
    public void It_never_rises_after_the_warm_up()
    {
        var schedule = new CosineSchedule(3, 1, epochs: 7, stepsPerEpoch: 13, warmupSteps: 9);
        var values = Enumerable.Range(0, (int)schedule.Steps).Select(i => schedule[i]).ToArray();

        Assert.All(values.Take(9).Zip(values.Skip(1).Take(8)), p => Assert.True(p.First < p.Second));
        Assert.All(values.Skip(9).Zip(values.Skip(10)), p => Assert.True(p.First > p.Second));
    }

    [Fact]
    public void Without_warm_up_it_begins_at_the_peak() => Assert.Equal(2, new CosineSchedule(2, 1, epochs: 1, stepsPerEpoch: 5)[0]);

    [Fact]
    public void A_warm_up_of_one_step_is_the_start() => Assert.Equal(0.5, new CosineSchedule(2, 1, epochs: 1, stepsPerEpoch: 5, warmupSteps: 1, start: 0.5)[0]);

    [Theory]
    [InlineData(-1)]
    [InlineData(10)]
    public void Steps_outside_the_run_are_refused(long step)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => new CosineSchedule(1, 0, epochs: 2, stepsPerEpoch: 5)[step]);

        Assert.Contains("0 … 9", error.Message);
    }

    [Fact]
    public void A_warm_up_longer_than_the_run_is_refused()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => new CosineSchedule(1, 0, epochs: 2, stepsPerEpoch: 5, warmupSteps: 11));

        Assert.Contains("only 10", error.Message);
    }
}
