using InternVideo2.Evaluation;
using Xunit;

namespace InternVideo2.Tests.Evaluation;

/// <summary>Intervals against textbook values.</summary>
public sealed class StatisticsTests
{
    [Fact]
    public void A_mean_of_few_has_Students_interval()
    {
        // t(0.975; 2) = 4.302653; the sample 1, 2, 3 has the deviation 1.
        var estimate = Estimate.Of([1, 2, 3]);
        Assert.Equal(2, estimate.Mean, 12);
        Assert.Equal(4.302653 / Math.Sqrt(3), estimate.Margin, 5);
        Assert.False(estimate.IsSignificant);
        Assert.True(Estimate.Of([2, 2.1, 1.9]).IsSignificant);
    }

    [Fact]
    public void One_measurement_says_nothing_about_its_spread()
    {
        var single = Estimate.Of([5]);
        Assert.Equal(double.PositiveInfinity, single.Interval.High);
        Assert.False(single.IsSignificant);
        Assert.Throws<ArgumentException>(() => Estimate.Of([]));
    }

    [Theory]
    [InlineData(15, 50, 0.1910, 0.4375)]
    [InlineData(0, 10, 0, 0.2775)]
    [InlineData(10, 10, 0.7225, 1)]
    public void A_share_has_Wilsons_interval(int hits, int count, double low, double high)
    {
        var interval = new Proportion(hits, count).Confidence();
        Assert.Equal(low, interval.Low, 4);
        Assert.Equal(high, interval.High, 4);
    }
}
