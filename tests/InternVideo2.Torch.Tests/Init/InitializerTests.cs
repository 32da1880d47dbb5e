using TorchSharp;
using Xunit;
using static InternVideo2.Torch.Tests.Numbers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.init;

namespace InternVideo2.Torch.Tests;

/// <summary>Initialisers draw Python's numbers from the same seed, and have the distributions they are named for.</summary>
public class InitializerTests
{
    [Fact]
    public void DrawsArePythons()
    {
        Same(0.9137268456830161, Drawn(t => uniform_(t, -1, 3), 4, 5));
        Same(-1.6229171618046028, Drawn(t => normal_(t, 0.5, 2), 4, 5));
        Same(-0.013730756993345028, Drawn(t => trunc_normal_(t, std: 0.02), 4, 5));
        Same(0.16667857979095657, Drawn(t => trunc_normal_(t, mean: 0.3, std: 1.5, a: -1, b: 2), 4, 5));
        Same(-0.13337444806726828, Drawn(t => xavier_uniform_(t, 1.5), 4, 5));
        Same(-0.5158770272801558, Drawn(t => xavier_normal_(t), 4, 5));
        Same(-2.485079124320837, Drawn(t => kaiming_uniform_(t, mode: FanInOut.FanOut, nonlinearity: NonlinearityType.ReLU), 4, 5, 3));
        Same(-3.454238346157171, Drawn(t => kaiming_normal_(t, a: 0.2), 4, 5, 3));
    }

    /// <summary>TorchSharp 0.107 fills with the constant std here: a silently dead initialisation.</summary>
    [Fact]
    public void TruncatedNormalIsNormalAndNoConstant()
    {
        var x = trunc_normal_(empty(100, 1000), std: 0.02);
        Assert.InRange(x.mean().ToDouble(), -5e-4, 5e-4);
        Assert.InRange(x.std().ToDouble(), 0.0198, 0.0202);
        Assert.InRange((x > 0.02).to(ScalarType.Float32).mean().ToDouble(), 0.154, 0.164); // 1 − Φ(1) = 0.1587
        Assert.True(x.flatten().narrow(0, 0, 1000).data<float>().ToArray().Distinct().Count() > 900);
    }

    [Fact]
    public void TruncationCutsAndKeepsTheShape()
    {
        var x = trunc_normal_(empty(100000), mean: 1, std: 2, a: 0, b: 2);
        Assert.True(x.min().ToSingle() >= 0);
        Assert.True(x.max().ToSingle() <= 2);
        Assert.InRange(x.mean().ToDouble(), 0.99, 1.01);
        Assert.InRange(x.std().ToDouble(), 0.555, 0.575); // of a normal with σ = 2 cut to ±½σ: 0.5660
        Assert.Throws<ArgumentOutOfRangeException>(() => trunc_normal_(x, std: 0));
        Assert.Throws<ArgumentException>(() => trunc_normal_(x, a: 2, b: -2));
    }

    [Fact]
    public void AGeneratorOfItsOwnLeavesTheDefaultAlone()
    {
        manual_seed(1);
        var expected = rand(3);
        manual_seed(1);
        var first = trunc_normal_(empty(8), generator: new Generator(5));
        normal_(empty(8), generator: new Generator(5));
        uniform_(empty(8), generator: new Generator(5));
        Assert.True(expected.Equals(rand(3)));
        Assert.True(first.Equals(trunc_normal_(empty(8), generator: new Generator(5))));
    }

    [Fact]
    public void ConstantsFillAndEverythingReturnsItsArgument()
    {
        var x = empty(3);
        Assert.Same(x, constant_(x, 2.5));
        Assert.Equal([2.5f, 2.5f, 2.5f], x.data<float>().ToArray());
        Assert.Equal(3, ones_(x).sum().ToSingle());
        Assert.Equal(0, zeros_(x).sum().ToSingle());
        Assert.Same(x, uniform_(x));
        Assert.Same(x, trunc_normal_(x));
    }

    [Fact]
    public void FillingAParameterIsNotRecorded()
    {
        var parameter = nn.Parameter(empty(2, 2));
        kaiming_uniform_(parameter);
        Assert.True(parameter.is_leaf);
        Assert.True(parameter.requires_grad);
    }

    [Fact]
    public void FansAndGains()
    {
        Assert.Equal((5 * 12, 4 * 12), CalculateFanInAndFanOut(empty(4, 5, 3, 4)));
        Assert.Throws<ArgumentException>(() => CalculateFanInAndFanOut(empty(4)));
        Assert.Equal(Math.Sqrt(2), calculate_gain(NonlinearityType.ReLU));
        Assert.Equal(Math.Sqrt(2 / 1.04), calculate_gain(NonlinearityType.LeakyReLU, 0.2), 12);
        Assert.Equal(5.0 / 3, calculate_gain(NonlinearityType.Tanh));
        Assert.Equal(1, calculate_gain(NonlinearityType.Conv3D));
    }

    private static Tensor Drawn(Action<Tensor> draw, params long[] shape)
    {
        manual_seed(11);
        var tensor = empty(shape);
        draw(tensor);
        return tensor;
    }
}
