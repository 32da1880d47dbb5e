using InternVideo2.Training;
using Xunit;

namespace InternVideo2.Tests.Training;

/// <summary>The rate of stage 2 never falls below its floor, peaks once, and allows warm-ups of a fraction of a step.</summary>
public sealed class FlooredCosineTests
{
    [Fact]
    public void Begins_at_the_floor_peaks_at_the_end_of_the_warm_up_and_ends_at_the_floor()
    {
        var schedule = new FlooredCosine(2, 0.02, steps: 1000, warmup: 10);
        Assert.Equal((0.02, 1, 2), (schedule[0], schedule[5], schedule[10]));
        Assert.Equal(0.02, schedule[999]);
        Assert.All(Enumerable.Range(0, 1000), step => Assert.InRange(schedule[step], 0.02, 2));
        Assert.All(Enumerable.Range(10, 989), step => Assert.True(schedule[step + 1] <= schedule[step]));
    }

    [Fact]
    public void A_warm_up_may_be_a_fraction()
    {
        var schedule = new FlooredCosine(1, 0.01, steps: 4, warmup: 1.5);
        Assert.Equal(1 / 1.5, schedule[1], 12);
        Assert.Equal(0.5 * (1 + Math.Cos(Math.PI * 0.5 / 2.5)), schedule[2], 12);
    }

    [Fact]
    public void Refuses_what_is_out_of_range()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new FlooredCosine(1, 2, 4, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FlooredCosine(1, 0, 4, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FlooredCosine(1, 0, 0, 0));
        Assert.Contains("0 … 3", Assert.Throws<ArgumentOutOfRangeException>(() => new FlooredCosine(1, 0, 4, 0)[4]).Message);
    }
}
