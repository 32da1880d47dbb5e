using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Torch.Tests;

/// <summary>Generators are independent, reproducible, and their state can be saved.</summary>
public class GeneratorTests
{
    [Fact]
    public void SeedsReproducePythonsStream()
    {
        // python: torch.manual_seed(0); torch.rand(3), torch.randn(3)
        using var generator = new Generator(0);
        Assert.Equal([0.4962566, 0.7682218, 0.08847743], rand(new long[] { 3 }, generator: generator).data<float>().Select(x => Math.Round((double)x, 8)), new Near(1e-7));
        generator.manual_seed(0);
        Assert.Equal([1.5409961, -0.2934289, -2.1787894], randn(new long[] { 3 }, generator: generator).data<float>().Select(x => (double)x), new Near(1e-6));
    }

    [Fact]
    public void StateRestoresTheStreamExactly()
    {
        using var generator = new Generator(7);
        rand(new long[] { 5 }, generator: generator);
        using var state = generator.get_state();
        using var first = randn(new long[] { 100 }, generator: generator);
        generator.set_state(state);
        Assert.True(first.Equals(randn(new long[] { 100 }, generator: generator)));
        Assert.Throws<TorchException>(() => generator.set_state(zeros(3, dtype: ScalarType.Byte)));
    }

    [Fact]
    public void GeneratorsDoNotDisturbEachOther()
    {
        using var one = new Generator(1);
        using var other = new Generator(1);
        rand(new long[] { 3 }, generator: one);
        manual_seed(99);
        Assert.Equal(rand(new long[] { 3 }, generator: new Generator(1)).data<float>(), rand(new long[] { 3 }, generator: other).data<float>());
    }

    private sealed class Near(double tolerance) : IEqualityComparer<double>
    {
        public bool Equals(double x, double y) => Math.Abs(x - y) <= tolerance;
        public int GetHashCode(double value) => 0;
    }
}
