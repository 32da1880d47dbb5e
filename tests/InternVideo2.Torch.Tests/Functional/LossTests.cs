using Xunit;
using static InternVideo2.Torch.Tests.Numbers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace InternVideo2.Torch.Tests;

/// <summary>Losses agree with Python's, options included.</summary>
public class LossTests
{
    private readonly Tensor logits = WaveOf(0.6, 4, 3);
    private readonly Tensor a = Wave(3, 5);
    private readonly Tensor b = WaveOf(0.4, 3, 5);

    [Fact]
    public void CrossEntropy()
    {
        var classes = tensor(new long[] { 1, 0, 2, -100 });
        Same(1.078170657157898, F.cross_entropy(logits, classes));
        Same(
            0.13083304403696616,
            F.cross_entropy(logits, classes, weight: tensor(new float[] { .2f, .5f, 1 }), reduction: Reduction.None, label_smoothing: 0.1));
        Same(1.1655467748641968, F.cross_entropy(logits, F.softmax(WaveOf(0.2, 4, 3), -1)));
        Same(4.463068008422852, F.nll_loss(F.log_softmax(logits, -1), tensor(new long[] { 1, 0, 2, 1 }), reduction: Reduction.Sum));
    }

    [Fact]
    public void Distances()
    {
        Same(1.1694844961166382, F.mse_loss(a, b));
        Same(6.080571374045039, F.mse_loss(a, b, Reduction.None));
        Same(13.084757804870605, F.l1_loss(a, b, Reduction.Sum));
        Same(0.6627699136734009, F.smooth_l1_loss(a, b, beta: 0.5));
    }

    [Fact]
    public void Divergence()
    {
        Same(0.02989562228322029, F.kl_div(F.log_softmax(a, -1), F.softmax(b, -1), log_target: false));
        // log_target is true unless said otherwise, unlike in Python.
        Same(0.4484344720840454, F.kl_div(F.log_softmax(a, -1), F.log_softmax(b, -1), reduction: Reduction.Sum));
    }

    [Fact]
    public void BinaryCrossEntropy() => Same(
        0.3649919927120209,
        F.binary_cross_entropy_with_logits(a, b.sigmoid(), weight: Wave(5).abs(), pos_weights: WaveOf(0.3, 5).abs()));

    [Fact]
    public void Cosines()
    {
        Same(0.8655969321658818, F.cosine_similarity(a, b, dim: -1));
        Same(0.6383752822875977, F.cosine_embedding_loss(a, b, tensor(new float[] { 1, -1, 1 }), margin: 0.1));
    }
}
