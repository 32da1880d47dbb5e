using TorchSharp.Modules;
using Xunit;
using static InternVideo2.Torch.Tests.Numbers;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace InternVideo2.Torch.Tests;

/// <summary>Activations agree with Python's; the GELU gradient is right whatever the strides of the gradient that comes in.</summary>
public class ActivationTests
{
    [Fact]
    public void ValuesArePythons()
    {
        var x = Wave(2, 3, 8);
        Same(-1.0437843947095231, F.gelu(x));
        Same(-1.0437253967242095, F.gelu(x, GELU.Approximate.tanh));
        Same(-1.0437843947095231, x.gelu());
        Same(-1.0437253967242095, x.gelu(GELU.Approximate.tanh));
        Same(-1.0009358218344762, F.silu(x));
        Same(-1.2721488961468594, F.softmax(x, 1));
        Same(-2.232497394440614, F.log_softmax(x, -1));
        Same(-0.8929546129532488, F.softplus(x, beta: 2, threshold: 1));
        Assert.Equal(ScalarType.Float64, F.softmax(x, 1, ScalarType.Float64).dtype);
    }

    [Fact]
    public void InPlaceReturnsItsArgument()
    {
        var x = Wave(2, 3, 8);
        var expected = F.gelu(x);
        Assert.Same(x, F.gelu(x, inplace: true));
        Close(expected, x, 0, 0);
        var y = Wave(4);
        var positive = y.relu();
        Assert.Same(y, F.relu(y, inplace: true));
        Close(positive, y, 0, 0);
        Assert.Same(y, F.sigmoid(y, inplace: true));
        Assert.Same(y, F.tanh(y, inplace: true));
        Assert.Same(y, F.silu(y, inplace: true));
    }

    /// <summary>Sizes beyond one vector register and beyond one thread's share; a transposed gradient is what a transposed use makes.</summary>
    [Theory]
    [InlineData(GELU.Approximate.none, 2, 3, 8)]
    [InlineData(GELU.Approximate.none, 2, 64, 96)]
    [InlineData(GELU.Approximate.none, 1, 197, 384)]
    [InlineData(GELU.Approximate.tanh, 2, 64, 96)]
    public void TheGeluGradientIsRightForATransposedGradient(GELU.Approximate approximate, long batch, long length, long width)
    {
        foreach (var viaMethod in new[] { false, true })
        {
            var x = Wave(batch, length, width).requires_grad_();
            var wide = x.detach().to(ScalarType.Float64).requires_grad_();
            var weight = WaveOf(0.3, batch, width, length);
            ((viaMethod ? x.gelu(approximate) : F.gelu(x, approximate)).transpose(1, 2) * weight).sum().backward();
            (F.gelu(wide, approximate).transpose(1, 2) * weight.to(ScalarType.Float64)).sum().backward();
            Close(wide.grad!, x.grad!, 1e-5, 1e-6);
        }
    }

    [Fact]
    public void TheGeluGradientIsRightForAnExpandedGradientAndInPlace()
    {
        var x = Wave(64, 96).requires_grad_();
        var wide = x.detach().to(ScalarType.Float64).requires_grad_();
        F.gelu(x * 1, inplace: true).sum().backward();
        F.gelu(wide * 1).sum().backward();
        Close(wide.grad!, x.grad!, 1e-5, 1e-6);
    }

    [Fact]
    public void TheGeluGradientIsRightForATransposedInput()
    {
        var x = Wave(2, 64, 96).requires_grad_();
        var wide = x.detach().to(ScalarType.Float64).requires_grad_();
        var weight = WaveOf(0.3, 2, 96, 64);
        (F.gelu(x.transpose(1, 2)) * weight).sum().backward();
        (F.gelu(wide.transpose(1, 2)) * weight.to(ScalarType.Float64)).sum().backward();
        Close(wide.grad!, x.grad!, 1e-5, 1e-6);
    }
}
