using InternVideo2.Layers;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Layers;

/// <summary>Whole samples are dropped, the others scaled so that the mean stays; only while training.</summary>
public sealed class DropPathTests
{
    [Fact]
    public void In_evaluation_mode_nothing_happens_and_no_generator_is_needed()
    {
        using var scope = NewDisposeScope();
        var drop = new DropPath(0.5);
        drop.eval();
        var x = ones(new long[] { 4, 3, 2 });

        Assert.Same(x, drop.call(x, null));
    }

    [Fact]
    public void While_training_each_sample_is_dropped_or_scaled_as_a_whole()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);
        var drop = new DropPath(0.25);
        drop.train();

        var y = drop.call(ones(new long[] { 2000, 3, 2 }), generator).view(2000, 6);

        var first = y.narrow(1, 0, 1);
        Assert.True(y.eq(first).all().ToBoolean());
        Assert.True(first.eq(0).add(first.sub(4.0 / 3).abs().lt(1e-6)).to(ScalarType.Bool).all().ToBoolean());
        Assert.InRange(y.mean().ToDouble(), 0.95, 1.05);
    }

    [Fact]
    public void Equal_seeds_drop_the_same_samples_and_each_call_draws_anew()
    {
        using var scope = NewDisposeScope();
        using var first = new Generator(9);
        using var second = new Generator(9);
        var drop = new DropPath(0.5);
        drop.train();
        var x = ones(new long[] { 64, 1 });

        var a = drop.call(x, first);
        Assert.True(a.eq(drop.call(x, second)).all().ToBoolean());
        Assert.False(a.eq(drop.call(x, first)).all().ToBoolean());
    }

    [Fact]
    public void A_draw_without_a_generator_is_an_error()
    {
        using var scope = NewDisposeScope();
        var drop = new DropPath(0.5);
        drop.train();
        Assert.Throws<ArgumentNullException>(() => drop.call(ones(new long[] { 2, 2 }), null));
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void The_rate_is_checked(double rate) => Assert.Throws<ArgumentOutOfRangeException>(() => new DropPath(rate));
}
