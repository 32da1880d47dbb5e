using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Torch.Tests;

/// <summary>Hooks run around call, in order, and may change what goes in and comes out.</summary>
public class HookTests
{
    [Fact]
    public void HooksSeeAndReplace()
    {
        using var module = nn.Identity();
        var before = module.register_forward_pre_hook((_, input) => input * 2);
        var after = module.register_forward_hook((_, input, output) => input + output + 1);
        Assert.Equal(13, module.call(tensor(3f)).ToSingle());
        Assert.Equal(3, module.forward(tensor(3f)).ToSingle());
        before.remove();
        Assert.Equal(7, module.call(tensor(3f)).ToSingle());
        after.remove();
        after.remove();
        Assert.Equal(3, module.call(tensor(3f)).ToSingle());
    }

    [Fact]
    public void NullKeepsTheValue()
    {
        using var module = nn.Identity();
        module.register_forward_pre_hook((_, _) => null!);
        module.register_forward_hook((_, _, _) => null!);
        Assert.Equal(3, module.call(tensor(3f)).ToSingle());
    }

    [Fact]
    public void PlainHooksSeeTheModuleAndMayRemoveThemselves()
    {
        using var module = nn.Identity();
        var seen = new List<string>();
        nn.HookableModule<Func<nn.Module<Tensor, Tensor>, Tensor, Tensor>, Func<nn.Module<Tensor, Tensor>, Tensor, Tensor, Tensor>>.HookRemover? once = null;
        once = module.register_forward_pre_hook(m =>
        {
            seen.Add("once");
            once!.remove();
        });
        module.register_forward_pre_hook(m => seen.Add("before " + m.GetName()));
        module.register_forward_hook(m => seen.Add("after"));
        module.call(zeros(1));
        module.call(zeros(1));
        Assert.Equal(["once", "before Identity", "after", "before Identity", "after"], seen);
    }

    [Fact]
    public void SeveralInputsAreReplacedTogether()
    {
        using var module = new Difference();
        Assert.Equal(1, module.call(tensor(3f), tensor(2f)).ToSingle());
        module.register_forward_pre_hook((_, a, b) => (b, a));
        Assert.Equal(-1, module.call(tensor(3f), tensor(2f)).ToSingle());
        module.register_forward_hook((_, a, b, result) => result * 10);
        Assert.Equal(-10, module.call(tensor(3f), tensor(2f)).ToSingle());
    }

    [Fact]
    public void SixInputsWork()
    {
        using var module = new Six();
        Assert.Equal("123456", module.call(1, 2, 3, 4, 5, 6));
        module.register_forward_pre_hook((_, a, b, c, d, e, f) => (f, e, d, c, b, a));
        Assert.Equal("654321", module.call(1, 2, 3, 4, 5, 6));
        nn.IModule<int, int, int, int, int, int, string> face = module;
        Assert.Equal("654321", face.call(1, 2, 3, 4, 5, 6));
    }

    private sealed class Difference() : nn.Module<Tensor, Tensor, Tensor>("difference")
    {
        public override Tensor forward(Tensor input1, Tensor input2) => input1 - input2;
    }

    private sealed class Six() : nn.Module<int, int, int, int, int, int, string>("six")
    {
        public override string forward(int input1, int input2, int input3, int input4, int input5, int input6) =>
            $"{input1}{input2}{input3}{input4}{input5}{input6}";
    }
}
