using InternVideo2.Layers;
using InternVideo2.Tests.Golden;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Layers;

/// <summary>Embedding some patches is embedding all and then picking; and both are the convolution.</summary>
public sealed class PatchEmbedTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Picking_before_equals_picking_after(int tubelet)
    {
        using var scope = NewDisposeScope();
        using var embed = new PatchEmbed(4, tubelet, 6, Initializer.Seeded(1));
        using var generator = new Generator(2);
        var frames = randn(new long[] { 2, 3, 4, 8, 12 }, ScalarType.Float32, generator: generator);
        var patches = tensor(new long[,] { { 0, 3, 7, 11 }, { 5, 6, 2, 4 } });

        var all = embed.call(frames, null);
        var some = embed.call(frames, patches);

        Assert.Equal([2L, 4 / tubelet * 6, 6], all.shape);
        Close.Check("picked", some, all.gather(1, patches.unsqueeze(-1).expand(2, 4, 6)), 1e-6);
    }

    [Fact]
    public void It_is_the_convolution_with_gradients()
    {
        using var scope = NewDisposeScope();
        using var embed = new PatchEmbed(4, 2, 6, Initializer.Seeded(1));
        using var generator = new Generator(2);
        var frames = randn(new long[] { 2, 3, 4, 8, 12 }, ScalarType.Float32, generator: generator);
        var (weight, bias) = (embed.get_parameter("weight")!, embed.get_parameter("bias")!);

        var convolved = nn.functional.conv3d(frames, weight, bias, strides: [2, 4, 4]).flatten(2).transpose(1, 2);
        Close.Check("values", embed.call(frames, null), convolved, 1e-6);

        var cotangent = randn(convolved.shape, ScalarType.Float32, generator: generator);
        var expected = autograd.grad([convolved.mul(cotangent).sum()], [weight, bias]);
        var actual = autograd.grad([embed.call(frames, null).mul(cotangent).sum()], [weight, bias]);
        Close.Check("weight gradient", actual[0], expected[0], 1e-5);
        Close.Check("bias gradient", actual[1], expected[1], 1e-5);
    }
}
