using InternVideo2.Layers;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Layers;

/// <summary>The draws have the distribution that is asked for, lie within the bounds and follow from the generator.</summary>
public sealed class TruncatedNormalTests
{
    [Fact]
    public void Wide_bounds_leave_an_ordinary_normal()
    {
        using var scope = NewDisposeScope();
        var values = Draw(100_000, 0.02, seed: 1);

        Assert.InRange(values.mean().ToDouble(), -0.0003, 0.0003);
        Assert.InRange(values.std().ToDouble(), 0.0197, 0.0203);
    }

    [Fact]
    public void Narrow_bounds_cut_and_are_filled_by_new_draws()
    {
        using var scope = NewDisposeScope();
        var values = Draw(100_000, 1, seed: 2, mean: 1, low: 0, high: 2);

        Assert.InRange(values.min().ToDouble(), 0, 0.01);
        Assert.InRange(values.max().ToDouble(), 1.99, 2);
        // Standard deviation of a normal cut at ±σ.
        Assert.InRange(values.std().ToDouble(), 0.535, 0.545);
        Assert.InRange(values.mean().ToDouble(), 0.99, 1.01);
        // No pile at the bounds, which clamping would make.
        Assert.True(values.eq(0).sum().ToInt64() + values.eq(2).sum().ToInt64() <= 2);
    }

    [Fact]
    public void Equal_seeds_give_equal_values()
    {
        using var scope = NewDisposeScope();
        Assert.True(Draw(50, 1, seed: 3).eq(Draw(50, 1, seed: 3)).all().ToBoolean());
        Assert.False(Draw(50, 1, seed: 3).eq(Draw(50, 1, seed: 4)).any().ToBoolean());
    }

    [Theory]
    [InlineData(0, 0, -2, 2)]
    [InlineData(1, 3, -2, 2)]
    [InlineData(1, 0, 2, -2)]
    [InlineData(1, 0, 0, 0.01)]
    public void Impossible_requests_are_refused(double std, double mean, double low, double high)
    {
        using var scope = NewDisposeScope();
        Assert.Throws<ArgumentOutOfRangeException>(() => Draw(5, std, seed: 1, mean, low, high));
    }

    private static Tensor Draw(int count, double std, ulong seed, double mean = 0, double low = -2, double high = 2)
    {
        using var generator = new Generator(seed);
        var values = empty(new long[] { count }, ScalarType.Float32);
        TruncatedNormal.Fill(values, std, generator, mean, low, high);
        return values;
    }
}
