using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Torch.Tests;

/// <summary>Converting a module keeps its parameter objects: fields, ties and optimisers stay valid.</summary>
public class ConversionTests
{
    [Fact]
    public void ElementTypesChangeInPlace()
    {
        using var layer = nn.Linear(3, 2);
        var weight = layer.weight;
        var before = weight.to(ScalarType.Float64);
        Assert.Same(layer, layer.to(ScalarType.Float64));
        Assert.Same(weight, layer.weight);
        Assert.Equal(ScalarType.Float64, weight.dtype);
        Assert.True(weight.requires_grad);
        Assert.True(weight.is_leaf);
        Assert.True(before.Equals(weight));
        Assert.Equal(ScalarType.Float64, layer.call(ones(1, 3, ScalarType.Float64)).dtype);
    }

    [Fact]
    public void GradientsAndFrozenParametersComeAlong()
    {
        using var layer = nn.Linear(3, 2);
        layer.call(ones(1, 3)).sum().backward();
        layer.bias!.requires_grad = false;
        layer.@double();
        Assert.Equal(ScalarType.Float64, layer.weight.grad!.dtype);
        Assert.Equal(6, layer.weight.grad!.sum().ToDouble());
        Assert.False(layer.bias.requires_grad);
    }

    [Fact]
    public void IntegerBuffersKeepTheirType()
    {
        using var norm = nn.BatchNorm1d(3).to(ScalarType.BFloat16);
        Assert.Equal(ScalarType.BFloat16, norm.running_mean!.dtype);
        Assert.Equal(ScalarType.Int64, norm.num_batches_tracked!.dtype);
    }

    [Fact]
    public void TiesSurvive()
    {
        using var model = nn.Sequential(nn.Linear(2, 2, hasBias: false), nn.Linear(2, 2, hasBias: false));
        ((Linear)model[1]).weight = ((Linear)model[0]).weight;
        model.to(ScalarType.Float64);
        Assert.Same(((Linear)model[0]).weight, ((Linear)model[1]).weight);
        Assert.Single(model.parameters());
    }

    [Fact]
    public void AnOptimiserStillHoldsTheParameters()
    {
        using var layer = nn.Linear(2, 1, hasBias: false);
        using var optimiser = optim.SGD(layer.parameters(), 1);
        layer.to(ScalarType.Float64);
        var before = layer.weight.detach().clone();
        layer.call(ones(1, 2, ScalarType.Float64)).sum().backward();
        optimiser.step();
        Numbers.Close(before - 1, layer.weight);
    }

    [Fact]
    public void ConvertingToWhatItIsDoesNothing()
    {
        using var layer = nn.Linear(2, 1);
        var handle = layer.weight.Handle;
        layer.to(CPU).cpu().@float().to(layer.bias!);
        Assert.Equal(handle, layer.weight.Handle);
    }

    [Fact]
    public void TheMetaDeviceTakesShapesOnly()
    {
        using var layer = nn.Linear(2, 1, device: META);
        Assert.Equal(DeviceType.META, layer.weight.device_type);
        Assert.Equal([1, 2], layer.weight.shape);
    }
}
