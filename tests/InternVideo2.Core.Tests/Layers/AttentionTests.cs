using InternVideo2.Layers;
using InternVideo2.Tests.Golden;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Layers;

/// <summary>What must hold for attention and norms whatever the weights.</summary>
public sealed class AttentionTests
{
    [Fact]
    public void Width_and_heads_must_fit()
    {
        var error = Assert.Throws<ArgumentException>(() => new Attention(new AttentionOptions(10, 3), 0.02, Initializer.Seeded(1)));
        Assert.Contains("10", error.Message);
        Assert.Contains("3", error.Message);
        Assert.Throws<ArgumentException>(() => new AttentionPool(10, 3, 4, Initializer.Seeded(1)));
    }

    [Fact]
    public void Attention_does_not_know_the_order_of_tokens()
    {
        using var scope = NewDisposeScope();
        using var attention = new Attention(new AttentionOptions(24, 3), 0.5, Initializer.Seeded(1));
        var x = Inputs(2, 7, 24);
        var order = tensor(new long[] { 3, 1, 6, 0, 2, 5, 4 });

        Close.Check("permuted", attention.call(x.index_select(1, order)), attention.call(x).index_select(1, order), 1e-5);
    }

    [Fact]
    public void Pooling_weights_sum_to_one_and_both_ways_of_pooling_agree()
    {
        using var scope = NewDisposeScope();
        using var pool = new AttentionPool(24, 3, 10, Initializer.Seeded(1));
        var x = Inputs(2, 7, 24);

        var (pooled, attention) = pool.PoolWithAttention(x);

        Assert.Equal([2L, 7L], attention.shape);
        Close.Check("sums", attention.sum(1), ones(new long[] { 2 }), 1e-6);
        Close.Check("pooled", pooled, pool.call(x), 0);
    }

    [Fact]
    public void Keys_without_bias_differ_from_queries_and_values_with_one()
    {
        using var attention = new Attention(new AttentionOptions(8, 2) { QkvBias = QkvBias.QueryAndValue, QkNorm = false }, 0.02, Initializer.Seeded(1));
        Assert.Equal(
            ["projection.bias", "projection.weight", "qkv.weight", "queryBias", "valueBias"],
            attention.state_dict().Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_one_pass_norm_equals_the_operators()
    {
        using var scope = NewDisposeScope();
        using var norm = new RmsNorm(24, 1e-6, Initializer.Seeded(1));
        var x = Inputs(2, 7, 72).narrow(-1, 24, 24);

        // Float64 inputs take the path of plain operators, with float32 statistics as well.
        Close.Check("norm", norm.call(x), norm.call(x.to(ScalarType.Float64)), 1e-6);
    }

    [Fact]
    public void Half_precision_keeps_its_type()
    {
        using var scope = NewDisposeScope();
        using var norm = new RmsNorm(24, 1e-6, Initializer.Seeded(1));
        using var scale = new LayerScale(24, 0.1, Initializer.Seeded(1));
        norm.to(ScalarType.BFloat16);
        scale.to(ScalarType.BFloat16);
        var x = Inputs(2, 7, 24);
        var low = x.to(ScalarType.BFloat16);

        Assert.Equal((ScalarType.BFloat16, ScalarType.BFloat16), (norm.call(low).dtype, scale.call(low).dtype));
        Close.Check("scaled", scale.call(low), x.mul(0.1), 0.01);
    }

    private static Tensor Inputs(params long[] shape)
    {
        using var generator = new Generator(11);
        return randn(shape, ScalarType.Float32, generator: generator);
    }
}
