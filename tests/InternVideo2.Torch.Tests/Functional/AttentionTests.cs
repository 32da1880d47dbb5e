using TorchSharp;
using Xunit;
using static InternVideo2.Torch.Tests.Numbers;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace InternVideo2.Torch.Tests;

/// <summary>Scaled dot-product attention agrees with Python's numbers and with its formula in float64.</summary>
public class AttentionTests
{
    private readonly Tensor query = WaveOf(0.31, 2, 2, 5, 8);
    private readonly Tensor key = WaveOf(0.37, 2, 2, 6, 8);
    private readonly Tensor value = WaveOf(0.41, 2, 2, 6, 4);

    [Fact]
    public void ValuesArePythons()
    {
        Same(0.29480501210055315, F.scaled_dot_product_attention(query, key, value));
        Same(0.047767853956386594, F.scaled_dot_product_attention(query, key, value, WaveOf(0.21, 5, 6)));
        Same(0.10905718743013437, F.scaled_dot_product_attention(query, key.narrow(2, 0, 5), value.narrow(2, 0, 5), is_casual: true));
    }

    [Fact]
    public void TrueMeansAttend()
    {
        var attends = WaveOf(0.21, 5, 6) > -0.9;
        Assert.NotEqual(30, attends.sum().ToInt64());
        Close(Formula(attends), F.scaled_dot_product_attention(query, key, value, attends));
    }

    [Fact]
    public void GradientsAreTheFormulas()
    {
        var q = query.clone().requires_grad_();
        F.scaled_dot_product_attention(q, key, value).pow(2).sum().backward();
        var wide = query.to(ScalarType.Float64).requires_grad_();
        var scores = wide.matmul(key.to(ScalarType.Float64).transpose(-2, -1)) / Math.Sqrt(8);
        scores.softmax(-1).matmul(value.to(ScalarType.Float64)).pow(2).sum().backward();
        Close(wide.grad!, q.grad!);
    }

    [Fact]
    public void DropoutDropsWholeWeights()
    {
        // With equal values everywhere the result is the sum of the weights kept, scaled: its mean stays, itself does not.
        var kept = F.scaled_dot_product_attention(zeros(1, 1, 400, 8), zeros(1, 1, 50, 8), ones(1, 1, 50, 1), p: 0.5);
        Assert.InRange(kept.mean().ToDouble(), 0.95, 1.05);
        Assert.True(kept.std().ToDouble() > 0.05);
    }

    [Fact]
    public void AMaskAndCausalityExcludeEachOther() =>
        Assert.Throws<ArgumentException>(() => F.scaled_dot_product_attention(query, key, value, zeros(5, 6), is_casual: true));

    private Tensor Formula(Tensor attends)
    {
        var scores = query.to(ScalarType.Float64).matmul(key.to(ScalarType.Float64).transpose(-2, -1)) / Math.Sqrt(8);
        return scores.masked_fill(attends.logical_not(), double.NegativeInfinity).softmax(-1).matmul(value.to(ScalarType.Float64));
    }
}
