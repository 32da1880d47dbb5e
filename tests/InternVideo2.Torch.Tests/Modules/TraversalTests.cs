using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Torch.Tests;

/// <summary>Walking a module tree by name.</summary>
public class TraversalTests
{
    [Fact]
    public void PathsAreDottedAndParentsComeFirst()
    {
        using var model = nn.Sequential(("encoder", nn.Sequential(nn.Linear(2, 3), nn.GELU())), ("head", nn.Linear(3, 1)));
        Assert.Equal(["encoder", "encoder.0", "encoder.1", "head"], model.named_modules().Select(m => m.Item1));
        Assert.Equal(["encoder.0.weight", "encoder.0.bias", "head.weight", "head.bias"], model.named_parameters().Select(p => p.Item1));
        Assert.Empty(model.named_parameters(recurse: false));
        Assert.Equal(4, model.modules().Count());
        Assert.Equal(2, model.children().Count());
    }

    [Fact]
    public void ASharedParameterIsListedOnceAndStoredUnderEachPath()
    {
        using var model = nn.Sequential(nn.Linear(2, 2, hasBias: false), nn.Linear(2, 2, hasBias: false));
        ((Linear)model[1]).weight = ((Linear)model[0]).weight;
        Assert.Equal(["0.weight"], model.named_parameters().Select(p => p.Item1));
        Assert.Equal(["0.weight", "1.weight"], model.state_dict().Keys);
    }

    [Fact]
    public void PartsAreFoundByPath()
    {
        using var model = nn.Sequential(("a", nn.Sequential(("b", nn.BatchNorm1d(3)))));
        Assert.Equal([3], model.get_parameter("a.b.weight")!.shape);
        Assert.Equal([3], model.get_buffer("a.b.running_var")!.shape);
        Assert.True(model.has_parameter("a.b.bias"));
        Assert.True(model.has_buffer("a.b.num_batches_tracked"));
        Assert.False(model.has_parameter("a.b.running_var"));
        Assert.Null(model.get_parameter("a.x.weight"));
        Assert.Null(model.get_buffer("a.b.weight"));
    }

    [Fact]
    public void ModesReachEveryModule()
    {
        using var model = nn.Sequential(nn.Sequential(nn.Dropout()), nn.BatchNorm1d(2));
        Assert.All(model.modules(), module => Assert.True(module.training));
        model.eval();
        Assert.False(model.training);
        Assert.All(model.modules(), module => Assert.False(module.training));
        model.train();
        Assert.All(model.modules(), module => Assert.True(module.training));
    }

    [Fact]
    public void ApplyVisitsChildrenBeforeParents()
    {
        using var model = nn.Sequential(nn.Sequential(nn.ReLU()), nn.SiLU());
        var visited = new List<string>();
        Assert.Same(model, model.apply(module => visited.Add(module.GetName())));
        Assert.Equal(["ReLU", "Sequential", "SiLU", "Sequential"], visited);
    }

    [Fact]
    public void ZeroGradDropsOrFills()
    {
        using var layer = nn.Linear(2, 1);
        layer.call(ones(1, 2)).sum().backward();
        Assert.NotEqual(0, layer.weight.grad!.abs().sum().ToSingle());
        layer.zero_grad(set_to_none: false);
        Assert.Equal(0, layer.weight.grad!.abs().sum().ToSingle());
        layer.zero_grad();
        Assert.Null(layer.weight.grad);
    }

    [Fact]
    public void DisposingReleasesEverythingBelow()
    {
        var model = nn.Sequential(nn.Linear(2, 2), nn.Sequential(nn.BatchNorm1d(2)));
        var weight = ((Linear)model[0]).weight;
        model.Dispose();
        Assert.True(weight.IsInvalid);
        Assert.All(model.state_dict().Values, tensor => Assert.True(tensor.IsInvalid));
        Assert.Throws<ObjectDisposedException>(() => model.call(zeros(1, 2)));
        model.Dispose();
    }
}
