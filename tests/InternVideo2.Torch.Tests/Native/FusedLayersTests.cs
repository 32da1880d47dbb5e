using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Torch.Tests;

/// <summary>Each fused layer agrees with the plain operators in float64: values, gradients, and gradients of gradients.</summary>
public class FusedLayersTests
{
    private static Tensor PlainNorm(Tensor x, Tensor w, double eps) => w * (x * (x.square().mean([-1], true) + eps).rsqrt());

    private static Tensor PlainUnit(Tensor x, Tensor w, Tensor b)
    {
        var y = nn.functional.layer_norm(x, [x.shape[^1]], w, b, 1e-5);
        return y / y.norm(-1, keepdim: true, p: 2);
    }

    private static Tensor PlainGelu(Tensor x, bool tanh) => tanh
        ? 0.5 * x * (1 + (Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x.pow(3))).tanh())
        : 0.5 * x * (1 + (x / Math.Sqrt(2)).erf());

    private static Tensor PlainAttention(Tensor q, Tensor k, Tensor v, double scale, bool causal = false)
    {
        var scores = q.matmul(k.transpose(-2, -1)) * scale;
        if (causal) scores = scores.masked_fill(ones([q.shape[2], k.shape[2]], ScalarType.Bool).triu(1), double.NegativeInfinity);
        return scores.softmax(-1).matmul(v);
    }

    private static void AssertClose(Tensor expected, Tensor actual, double tolerance)
    {
        Assert.Equal(expected.shape, actual.shape);
        var difference = (expected.@double() - actual.@double()).abs().max().ToDouble();
        Assert.InRange(difference, 0, tolerance * Math.Max(1, expected.abs().max().ToDouble()));
    }

    private static void Compare(Func<Tensor[], Tensor?> fused, Func<Tensor[], Tensor> plain, Tensor[] inputs)
    {
        var mine = inputs.Select(i => i.detach().requires_grad_()).ToArray();
        var exact = inputs.Select(i => i.detach().@double().requires_grad_()).ToArray();
        var actual = fused(mine);
        Assert.NotNull(actual);
        var expected = plain(exact);
        AssertClose(expected, actual, 2e-6);
        var seed = randn_like(actual);
        var actualGrads = autograd.grad([actual], mine, [seed], retain_graph: true);
        var expectedGrads = autograd.grad([expected], exact, [seed.@double()], retain_graph: true);
        for (var i = 0; i < inputs.Length; i++) AssertClose(expectedGrads[i], actualGrads[i], 5e-6);

        var actualAgain = autograd.grad([autograd.grad([actual], mine, [seed], create_graph: true)[0].square().sum()], [mine[1]])[0];
        var expectedAgain = autograd.grad([autograd.grad([expected], exact, [seed.@double()], create_graph: true)[0].square().sum()], [exact[1]])[0];
        AssertClose(expectedAgain, actualAgain, 5e-5);
    }

    [Theory]
    [InlineData(1, 48)]
    [InlineData(417, 384)]
    [InlineData(129, 37)]
    public void RmsNormAgrees(int rows, int width)
    {
        manual_seed(1);
        Compare(t => FusedLayers.RmsNorm(t[0], t[1], 1e-6), t => PlainNorm(t[0], t[1], 1e-6), [randn(new long[] { 2, rows, width }) * 3, randn(new long[] { width })]);
    }

    [Theory]
    [InlineData(1, 48)]
    [InlineData(70, 130)]
    [InlineData(33, 37)]
    public void UnitLayerNormAgrees(int rows, int width)
    {
        manual_seed(3);
        Tensor[] inputs = [randn(new long[] { 2, rows, width }) * 3 + 1, randn(new long[] { width }) + 1, randn(new long[] { width })];
        Compare(t => FusedLayers.UnitLayerNorm(t[0], t[1], t[2], 1e-5), t => PlainUnit(t[0], t[1], t[2]), inputs);
    }

    [Theory]
    [InlineData(1, 8)]
    [InlineData(417, 61)]
    public void LinearAgrees(int rows, int width)
    {
        manual_seed(4);
        Tensor[] inputs = [randn(new long[] { 2, rows, width }), randn(new long[] { 24, width }) * 0.3, randn(new long[] { 24 })];
        Compare(t => FusedLayers.Linear(t[0], t[1], t[2]), t => t[0].matmul(t[1].t()) + t[2], inputs);
        Compare(t => FusedLayers.Linear(t[0].transpose(0, 1), t[1], null), t => t[0].transpose(0, 1).matmul(t[1].t()), inputs[..2]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void BiasGeluAgrees(bool tanh)
    {
        manual_seed(5);
        Tensor[] inputs = [cat([randn(new long[] { 130, 19 }) * 3, full(new long[] { 1, 19 }, 60f), full(new long[] { 1, 19 }, -60f)]), randn(new long[] { 19 })];
        Compare(t => FusedLayers.BiasGelu(t[0], t[1], tanh), t => PlainGelu(t[0] + t[1], tanh), inputs);
    }

    [Fact]
    public void ScaledResidualAgrees()
    {
        manual_seed(6);
        Tensor[] inputs = [randn(new long[] { 2, 70, 37 }), randn(new long[] { 2, 70, 37 }), randn(new long[] { 37 })];
        // The gradient of x does not depend on anything: the product makes it do so.
        Compare(t => FusedLayers.ScaledResidual(t[0], t[0] * t[1], t[2]), t => t[0] + t[2] * (t[0] * t[1]), inputs);
    }

    [Fact]
    public void DotAgrees()
    {
        manual_seed(7);
        var target = randn(new long[] { 3, 70, 37 });
        Tensor[] inputs = [randn(new long[] { 3, 70, 37 }), randn(new long[] { 37 })];
        Compare(t => FusedLayers.Dot(t[0] * t[1], target), t => (t[0] * t[1] * target.@double()).sum(), inputs);
    }

    [Theory]
    [InlineData(1, 1, 8, 8)]
    [InlineData(65, 513, 16, 24)]
    [InlineData(130, 1100, 7, 5)]
    public void AttentionAgrees(int queries, int keys, int width, int valueWidth)
    {
        manual_seed(2);
        Tensor[] inputs =
        [
            randn(new long[] { 2, queries, 3, width }).transpose(1, 2),
            randn(new long[] { 2, keys, 3, width }).transpose(1, 2) * 4,
            randn(new long[] { 2, 3, keys, valueWidth }),
        ];
        Compare(t => FusedLayers.Attention(t[0], t[1], t[2], 0.3), t => PlainAttention(t[0], t[1], t[2], 0.3), inputs);
    }

    [Theory]
    [InlineData(1, 8, 8)]
    [InlineData(65, 16, 24)]
    [InlineData(600, 7, 5)]
    public void CausalAttentionAgrees(int tokens, int width, int valueWidth)
    {
        manual_seed(5);
        Tensor[] inputs =
        [
            randn(new long[] { 2, tokens, 3, width }).transpose(1, 2),
            randn(new long[] { 2, tokens, 3, width }).transpose(1, 2) * 4,
            randn(new long[] { 2, 3, tokens, valueWidth }),
        ];
        Compare(t => FusedLayers.Attention(t[0], t[1], t[2], 0.3, causal: true), t => PlainAttention(t[0], t[1], t[2], 0.3, causal: true), inputs);
    }

    [Fact]
    public void AttentionSurvivesLargeScores()
    {
        var q = full(new long[] { 1, 1, 2, 4 }, 100f);
        var k = cat([full(new long[] { 1, 1, 1, 4 }, 100f), full(new long[] { 1, 1, 600, 4 }, -100f)], 2);
        var v = arange(601, dtype: ScalarType.Float32).reshape(1, 1, 601, 1);
        // Key 0 wins by e^80000: all weight is on value 0.
        Assert.All(FusedLayers.Attention(q, k, v, 1)!.data<float>(), x => Assert.InRange(x, 0f, 1e-30f));
    }

    [Fact]
    public void ResultsDoNotDependOnTheNumberOfThreads()
    {
        var threads = get_num_threads();
        var x = randn(new long[] { 3, 70, 32 });
        var w = randn(new long[] { 32 }, requires_grad: true);
        var q = randn(new long[] { 1, 4, 200, 16 });
        (Tensor, Tensor) Run(int n)
        {
            set_num_threads(n);
            var grad = autograd.grad([FusedLayers.RmsNorm(x, w, 1e-6)!.square().sum()], [w])[0];
            return (grad, FusedLayers.Attention(q, q, q, 0.25)!);
        }
        var (grad1, out1) = Run(1);
        var (grad2, out2) = Run(2);
        set_num_threads(threads);
        Assert.True(grad1.Equals(grad2));
        Assert.True(out1.Equals(out2));
    }

    [Fact]
    public void OtherTypesAreLeftToPlainOperators()
    {
        Assert.Null(FusedLayers.RmsNorm(randn(new long[] { 2, 4 }).@double(), ones(4).@double(), 1e-6));
        Assert.Null(FusedLayers.Attention(zeros(2, 3, 4), zeros(2, 3, 4), zeros(2, 3, 4), 1));
    }
}
