using TorchSharp.Modules;
using TorchSharp.Utils;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Torch.Tests;

/// <summary>ModuleList, Sequential and the ordered dictionary behind them.</summary>
public class ContainerTests
{
    [Fact]
    public void AListsKeysFollowItsPlaces()
    {
        using var list = nn.ModuleList(nn.Linear(1, 1), nn.Linear(2, 2));
        list.Add(nn.Linear(3, 3));
        list.Insert(0, nn.Linear(9, 9));
        Assert.Equal(["0", "1", "2", "3"], list.named_children().Select(c => c.Item1));
        Assert.Equal([9, 9], list.get_parameter("0.weight")!.shape);
        list.RemoveAt(0);
        list[1] = nn.Linear(7, 7);
        Assert.Equal([7, 7], list.get_parameter("1.weight")!.shape);
        Assert.Equal(3, list.Count);
        Assert.Equal([1, 7, 3], list.Select(layer => layer.in_features));
        Assert.True(list.Remove(list[2]));
        list.append(nn.Linear(4, 4), nn.Linear(5, 5));
        Assert.Equal([1, 7, 4, 5], list.Select(layer => layer.in_features));
        list.Clear();
        Assert.Empty(list.state_dict());
    }

    [Fact]
    public void AListInAFieldIsRegisteredWithItsItems()
    {
        using var model = new Stack();
        Assert.Equal(["blocks.0.weight", "blocks.1.weight"], model.state_dict().Keys);
    }

    [Fact]
    public void ASequenceCallsOneAfterTheOther()
    {
        using var model = nn.Sequential(nn.Linear(3, 4), nn.ReLU(inplace: true), nn.Linear(4, 2));
        var x = Numbers.Wave(5, 3);
        var expected = model[2].call(model[0].call(x).relu());
        Numbers.Close(expected, model.call(x));
        Numbers.Close(expected, model[1..].call(model[0].call(x)));
        Assert.Equal(2, model[(null, 2)].Count);
    }

    [Fact]
    public void AnEmptySequenceReturnsAnotherObject()
    {
        using var model = nn.Sequential();
        var x = ones(2);
        var y = model.call(x);
        Assert.NotSame(x, y);
        Assert.True(x.Equals(y));
        model.append(nn.Linear(2, 2)).append("named", nn.Identity());
        Assert.Equal(["0", "named"], model.named_children().Select(c => c.Item1));
    }

    [Fact]
    public void TheOrderedDictionaryKeepsPlacesAndKeys()
    {
        var entries = new OrderedDict<string, int> { { "a", 1 }, { "b", 2 }, { "c", 3 } };
        entries["b"] = 20;
        entries.Insert(0, ("z", 0));
        Assert.True(entries.Remove("a"));
        Assert.False(entries.Remove("a"));
        Assert.Equal(["z", "b", "c"], entries.keys());
        Assert.Equal([0, 20, 3], entries.values());
        Assert.Equal(("b", 20), entries[1]);
        Assert.Equal(2, entries.IndexOf(("c", 3)));
        Assert.Equal(-1, entries.IndexOf(("c", 4)));
        Assert.Throws<ArgumentException>(() => entries.Add("b", 5));
        Assert.Throws<ArgumentException>(() => entries.Insert(0, ("b", 5)));
        Assert.Throws<KeyNotFoundException>(() => entries["a"]);
        Assert.False(entries.TryGetValue("a", out _));
        entries[0] = ("y", 7);
        Assert.Equal(7, entries["y"]);
        Assert.False(entries.ContainsKey("z"));
    }

    private sealed class Stack : nn.Module
    {
        private readonly ModuleList<Linear> blocks = nn.ModuleList(nn.Linear(1, 1, hasBias: false), nn.Linear(1, 1, hasBias: false));

        internal Stack() : base("stack") => RegisterComponents();

        public override string GetName() => $"{blocks.Count} blocks";
    }
}
