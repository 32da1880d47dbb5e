using InternVideo2.Layers;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Layers;

/// <summary>New parameters follow from the seed alone and have the starting values of stage 1, 1.9.</summary>
[Collection(AloneCollection.Name)]
public sealed class InitializerTests
{
    [Fact]
    public void Equal_seeds_give_equal_modules_and_the_framework_generator_is_left_alone()
    {
        using var before = random.get_rng_state();
        using var first = new Mlp(8, 16, GeluForm.Erf, 0.02, Initializer.Seeded(5));
        using var second = new Mlp(8, 16, GeluForm.Erf, 0.02, Initializer.Seeded(5));
        using var other = new Mlp(8, 16, GeluForm.Erf, 0.02, Initializer.Seeded(6));
        using var after = random.get_rng_state();

        Assert.True(Equal(first, second));
        Assert.False(Equal(first, other));
        Assert.Equal(before.data<byte>().ToArray(), after.data<byte>().ToArray());
    }

    [Fact]
    public void Block_projections_start_smaller_with_depth()
    {
        var options = new TransformerBlockOptions(new AttentionOptions(64, 4), 256);
        foreach (var layer in new[] { 0, 7 })
        {
            using var block = new TransformerBlock(options, layer, 0, Initializer.Seeded(1));
            var expected = 0.02 / Math.Sqrt(2 * (layer + 1));
            foreach (var key in new[] { "attention.projection.weight", "mlp.contract.weight" })
                Assert.InRange(Std(block, key), expected * 0.95, expected * 1.05);
            Assert.InRange(Std(block, "attention.qkv.weight"), 0.019, 0.021);
            Assert.Equal(0, Sum(block, "mlp.expand.bias"));
            Assert.Equal(64, Sum(block, "norm1.weight"));
            Assert.Equal(64e-5, Sum(block, "scale1.gamma"), 8);
        }
    }

    [Fact]
    public void Patch_convolution_starts_uniform()
    {
        using var embed = new PatchEmbed(14, 1, 64, Initializer.Seeded(1));
        var bound = 1 / Math.Sqrt(3 * 14 * 14);
        var weight = embed.get_parameter("weight")!;
        Assert.InRange(weight.max().ToDouble(), 0.99 * bound, bound);
        Assert.InRange(weight.min().ToDouble(), -bound, -0.99 * bound);
        Assert.InRange(Std(embed, "weight"), 0.97 * bound / Math.Sqrt(3), 1.03 * bound / Math.Sqrt(3));
    }

    [Fact]
    public void On_the_meta_device_there_are_shapes_only()
    {
        using var mlp = new Mlp(1 << 20, 1 << 22, GeluForm.Erf, 0.02, Initializer.Blank(META));
        Assert.Equal([1L << 22, 1L << 20], mlp.get_parameter("expand.weight")!.shape);
    }

    private static double Std(nn.Module module, string key) => module.get_parameter(key)!.std().ToDouble();

    private static double Sum(nn.Module module, string key) => module.get_parameter(key)!.sum().ToDouble();

    private static bool Equal(nn.Module a, nn.Module b) => a.parameters().Zip(b.parameters()).All(pair => pair.First.eq(pair.Second).all().ToBoolean());
}
