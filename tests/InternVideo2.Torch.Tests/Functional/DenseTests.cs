using TorchSharp;
using Xunit;
using static InternVideo2.Torch.Tests.Numbers;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace InternVideo2.Torch.Tests;

/// <summary>Linear maps, dropout, one-hot codes and normalisations.</summary>
public class DenseTests
{
    [Fact]
    public void LinearIsPythons()
    {
        Same(-1.3146435057492778, F.linear(Wave(2, 3, 8), WaveOf(0.3, 4, 8), WaveOf(0.9, 4)));
        var error = Assert.Throws<TorchException>(() => F.linear(zeros(2, 3), zeros(4, 5)));
        Assert.Contains("aten::linear", error.Message);
        Assert.Contains("[2, 3]", error.Message);
        Assert.Contains("[4, 5]", error.Message);
    }

    [Fact]
    public void NormalisationsArePythons()
    {
        var x = Wave(2, 3, 8);
        Same(-1.9036563695021076, F.layer_norm(x, [8], WaveOf(0.2, 8), WaveOf(0.4, 8), 1e-6));
        Same(-2.0550532448460963, F.group_norm(Wave(2, 6, 5), 3, WaveOf(0.2, 6), WaveOf(0.4, 6)));
        Same(-0.8596479535376458, F.normalize(x, dim: -1));
        Same(-1.547644196491084, F.normalize(x, p: 1, dim: 1));
        Assert.Equal(0, F.normalize(zeros(2, 3)).abs().sum().ToSingle());
    }

    [Fact]
    public void NormalizePassesGradients()
    {
        var x = Wave(2, 4).requires_grad_();
        (F.normalize(x, dim: -1) * WaveOf(0.3, 2, 4)).sum().backward();
        var wide = x.detach().to(ScalarType.Float64).requires_grad_();
        (wide / wide.pow(2).sum(-1, keepdim: true).sqrt() * WaveOf(0.3, 2, 4)).sum().backward();
        Close(wide.grad!, x.grad!);
    }

    [Fact]
    public void DropoutScalesWhatItKeeps()
    {
        var y = F.dropout(ones(10000), 0.25);
        Assert.InRange(y.mean().ToDouble(), 0.97, 1.03);
        Assert.True(((y == 0) | (y - 4f / 3).abs().lt(1e-6)).all().ToBoolean());
        var x = ones(4);
        Assert.Same(x, F.dropout(x, 0.5, inplace: true));
        Assert.Equal(4, F.dropout(ones(4), 0.5, training: false).sum().ToSingle());
    }

    [Fact]
    public void OneHotMarksTheClass()
    {
        var codes = F.one_hot(tensor(new long[] { 2, 0 }), 4);
        Assert.Equal([0, 0, 1, 0, 1, 0, 0, 0], codes.data<long>().ToArray());
        Assert.Equal([2, 3], F.one_hot(tensor(new long[] { 2, 0 })).shape);
    }
}
