using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static InternVideo2.Torch.Tests.Numbers;
using static TorchSharp.torch;

namespace InternVideo2.Torch.Tests;

/// <summary>Layers start with the numbers that Python draws from the same seed, and compute what it computes.</summary>
public class LayerTests
{
    [Fact]
    public void LinearDrawsPythonsNumbers()
    {
        manual_seed(7);
        using var layer = nn.Linear(5, 3);
        Same(-1.2802331665106923, layer.weight);
        Same(0.13955845241506415, layer.bias!);
        manual_seed(7);
        using var plain = nn.Linear(5, 3, hasBias: false);
        Same(-1.2802331665106923, plain.weight);
        Assert.Null(plain.bias);
        Assert.Equal((5, 3), (layer.in_features, layer.out_features));
    }

    [Fact]
    public void ConvolutionsDrawPythonsNumbers()
    {
        manual_seed(7);
        using var one = nn.Conv1d(4, 6, 3, groups: 2);
        Same(-1.3179258988546059, one.weight);
        Same(-0.11025496011044805, one.bias!);
        manual_seed(7);
        using var two = nn.Conv2d(3, 4, (2, 3));
        Same(-0.45228321842919283, two.weight);
        Same(-0.13786347785365705, two.bias!);
        manual_seed(7);
        using var three = nn.Conv3d(3, 4, (1, 2, 2));
        Same(-0.5747866021865268, three.weight);
        Same(-0.13900237424966486, three.bias!);
    }

    [Fact]
    public void EmbeddingDrawsPythonsNumbersAndClearsThePadding()
    {
        manual_seed(7);
        using var table = nn.Embedding(6, 4, padding_idx: 1);
        Same(-2.582378457251769, table.weight);
        Assert.Equal(0, table.weight[1].abs().sum().ToSingle());
        var ids = tensor(new long[] { 1, 5, 5 });
        Assert.True(table.weight[ids].Equals(table.call(ids)));
        table.call(ids).sum().backward();
        Assert.Equal([0, 0, 0, 0, 0, 2], table.weight.grad!.select(1, 0).data<float>().ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => nn.Embedding(6, 4, padding_idx: 6));
    }

    [Fact]
    public void EmbeddingKeepsVectorsShort()
    {
        using var table = nn.Embedding(3, 4, max_norm: 0.5);
        var rows = table.call(tensor(new long[] { 0, 2 }));
        Assert.True(rows.norm(1).max().ToSingle() <= 0.5001f);
    }

    [Fact]
    public void PaddingModesFollowPython()
    {
        manual_seed(5);
        using var reflected = nn.Conv2d(2, 3, 3, padding: 1, padding_mode: PaddingModes.Reflect);
        Same(1.0108348638112585, reflected.call(Wave(1, 2, 5, 5)));
        manual_seed(5);
        using var circular = nn.Conv1d(2, 3, 4, Padding.Same, padding_mode: PaddingModes.Circular);
        Same(-1.0249239204473348, circular.call(Wave(1, 2, 9)));
    }

    [Fact]
    public void ConvolutionsSayWhatTheyExpect()
    {
        using var layer = nn.Conv3d(3, 4, (1, 2, 2), stride: (1, 2, 2));
        Assert.Equal([4, 5, 3, 3], layer.call(zeros(3, 5, 6, 6)).shape);
        Assert.Equal([2, 4, 5, 3, 3], layer.call(zeros([2, 3, 5, 6, 6])).shape);
        var error = Assert.Throws<ArgumentException>(() => layer.call(zeros([2, 4, 5, 6, 6])));
        Assert.Contains("Conv3d", error.Message);
        Assert.Contains("[2, 4, 5, 6, 6]", error.Message);
        Assert.Contains("3 channels", error.Message);
        Assert.Throws<ArgumentException>(() => nn.Conv1d(4, 6, 3, groups: 4));
        Assert.Throws<ArgumentException>(() => nn.Conv1d(4, 6, 3, Padding.Same, stride: 2));
        Assert.Equal([1, 6, 9], nn.Conv1d(4, 6, 3, Padding.Same).call(zeros(1, 4, 9)).shape);
    }

    [Fact]
    public void LayerNormNormalises()
    {
        using var norm = nn.LayerNorm(8, eps: 1e-6);
        var y = norm.call(Wave(2, 3, 8));
        Close(zeros(2, 3), y.mean([-1]), 0, 1e-6);
        Close(ones(2, 3), y.var(-1, unbiased: false), 1e-4, 1e-4);
        Assert.Equal(["weight", "bias"], norm.state_dict().Keys);
        Assert.Equal(["weight"], nn.LayerNorm([2, 8], bias: false).state_dict().Keys);
        Assert.Empty(nn.LayerNorm(8, elementwise_affine: false).state_dict());
    }

    [Fact]
    public void BatchNormFollowsPythonAndItsRunningStatistics()
    {
        using var norm = nn.BatchNorm1d(3);
        Same(-1.0679393103189343, norm.call(Wave(4, 3, 5)));
        Same(0.0016681876428003162, norm.running_mean!);
        Same(1.0664949712220315, norm.running_var!);
        Assert.Equal(1, norm.num_batches_tracked!.ToInt64());
        norm.eval();
        Same(-0.717875934318391, norm.call(WaveOf(0.3, 4, 3, 5)));
        Assert.Equal(1, norm.num_batches_tracked!.ToInt64());
        Assert.Throws<ArgumentException>(() => norm.call(zeros(3)));
    }

    [Fact]
    public void DropoutWorksInTrainingOnly()
    {
        using var layer = nn.Dropout(0.3);
        manual_seed(3);
        Same(-1.4620381347082718, layer.call(Wave(4, 50)));
        layer.eval();
        var x = ones(4);
        var y = layer.call(x);
        Assert.NotSame(x, y);
        Assert.True(x.Equals(y));
        Assert.Throws<ArgumentOutOfRangeException>(() => nn.Dropout(1.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => nn.Dropout(double.NaN));
    }

    [Fact]
    public void SmallModulesCallTheirFunctions()
    {
        var x = Wave(2, 3, 8);
        Close(nn.functional.gelu(x), nn.GELU().call(x), 0, 0);
        Close(nn.functional.gelu(x, GELU.Approximate.tanh), nn.GELU(GELU.Approximate.tanh).call(x), 0, 0);
        Close(nn.functional.silu(x), nn.SiLU().call(x), 0, 0);
        Close(x.relu(), nn.ReLU().call(x), 0, 0);
        Close(x.tanh(), nn.Tanh().call(x), 0, 0);
        Close(x.sigmoid(), nn.Sigmoid().call(x), 0, 0);
        Close(x.softmax(-1), nn.Softmax(-1).call(x), 0, 0);
        Close(x.log_softmax(-1), nn.LogSoftmax(-1).call(x), 0, 0);
        var y = x.clone();
        Assert.Same(y, nn.SiLU(inplace: true).call(y));
        Close(nn.functional.silu(x), y, 0, 0);
    }

    [Fact]
    public void AParameterTakesItsTensorOver()
    {
        var data = ones(2);
        var parameter = nn.Parameter(data);
        Assert.True(data.IsInvalid);
        Assert.True(parameter.requires_grad);
        Assert.False(nn.Parameter(ones(2), requires_grad: false).requires_grad);
        Assert.False(nn.Parameter(ones(2, ScalarType.Int64), requires_grad: false).requires_grad);
        Assert.Throws<ArgumentException>(() => nn.Parameter(ones(2, ScalarType.Int64)));
        Assert.True(nn.Parameter(parameter * 2).is_leaf);
    }

    [Fact]
    public void ReadingAWeightMakesNoGarbage()
    {
        using var layer = nn.Linear(2, 2);
        Assert.Same(layer.weight, layer.weight);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) GC.KeepAlive(layer.weight);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
