using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InternVideo2.Layers;

/// <summary>
/// Attention pooling (stage 1, 1.6): the mean token asks, all tokens answer, and a linear map makes one vector of it. LayerNorms before the three
/// projections; no residual, no MLP.
/// </summary>
public sealed class AttentionPool : nn.Module<Tensor, Tensor>
{
    private static readonly long[] Tokens = [1];

    private readonly LayerNorm queryNorm;
    private readonly LayerNorm keyNorm;
    private readonly LayerNorm valueNorm;
    private readonly Parameter queryBias;
    private readonly Parameter keyBias;
    private readonly Parameter valueBias;
    private readonly Linear query;
    private readonly Linear key;
    private readonly Linear value;
    private readonly Linear projection;
    private readonly int heads;

    /// <param name="width">C of the tokens, divisible by <paramref name="heads"/>.</param>
    /// <param name="heads">Attention heads.</param>
    /// <param name="outputWidth">Size of the pooled vector.</param>
    /// <param name="init">Makes the parameters.</param>
    public AttentionPool(int width, int heads, int outputWidth, Initializer init) : base(nameof(AttentionPool))
    {
        if (heads < 1 || width % heads != 0)
            throw new ArgumentException($"The width {width} is not divisible by the number of pooling heads {heads}.", nameof(heads));
        this.heads = heads;
        const double Epsilon = 1e-5;
        (queryNorm, keyNorm, valueNorm) = (init.LayerNorm(width, Epsilon), init.LayerNorm(width, Epsilon), init.LayerNorm(width, Epsilon));
        (queryBias, keyBias, valueBias) = (init.Constant(0, width), init.Constant(0, width), init.Constant(0, width));
        Linear Square() => init.Linear(width, width, bias: false);
        (query, key, value) = (Square(), Square(), Square());
        projection = init.Linear(width, outputWidth);
        RegisterComponents();
    }

    /// <param name="x">B × n × C.</param>
    /// <returns>B × outputWidth.</returns>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(Pool(x).Pooled);
    }

    /// <summary>Pools and tells which tokens it looked at.</summary>
    /// <param name="x">B × n × C.</param>
    /// <returns>B × outputWidth, and the softmax averaged over the heads, B × n (rows sum to 1). Owned by the caller.</returns>
    public (Tensor Pooled, Tensor Attention) PoolWithAttention(Tensor x)
    {
        using var scope = NewDisposeScope();
        var (pooled, weights) = Pool(x);
        return scope.MoveToOuter(pooled, weights.mean(Tokens).squeeze(1));
    }

    /// <summary>Pooled vector, and the softmax B × heads × 1 × n.</summary>
    private (Tensor Pooled, Tensor Weights) Pool(Tensor x)
    {
        var mean = x.mean(Tokens, keepdim: true);
        var q = Split(nn.functional.linear(queryNorm.call(mean), query.weight, queryBias));
        var k = Split(nn.functional.linear(keyNorm.call(x), key.weight, keyBias));
        var v = Split(nn.functional.linear(valueNorm.call(x), value.weight, valueBias));
        var weights = q.mul(Math.Pow(q.shape[^1], -0.5)).matmul(k.transpose(-2, -1)).softmax(-1);
        return (projection.call(weights.matmul(v).flatten(1)), weights);
    }

    /// <summary>B n C → B h n d.</summary>
    // The real TorchSharp takes no axis counted from the end here.
    private Tensor Split(Tensor x) => x.unflatten(2, heads, x.shape[^1] / heads).transpose(1, 2);
}
