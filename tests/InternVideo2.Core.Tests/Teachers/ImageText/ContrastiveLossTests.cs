using InternVideo2.Teachers;
using InternVideo2.Tests.Golden;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Teachers;

/// <summary>The symmetric contrastive loss, against a computation by hand and in its limits.</summary>
public sealed class ContrastiveLossTests
{
    [Fact]
    public void Two_pairs_by_hand()
    {
        using var scope = NewDisposeScope();
        var images = tensor(new[,] { { 1f, 0f }, { 0f, 1f } });
        var texts = tensor(new[,] { { 0.6f, 0.8f }, { 0f, 1f } });

        // Logits with scale 2: rows (pictures) [1.2, 0], [1.6, 2].
        var (first, second) = ContrastiveLoss.Of(images, texts, tensor(2f));

        double Cross(double right, double wrong) => Math.Log(1 + Math.Exp(wrong - right));
        Assert.Equal((Cross(1.2, 0) + Cross(2, 1.6)) / 2, first.ToSingle(), 1e-6);
        Assert.Equal((Cross(1.2, 1.6) + Cross(2, 0)) / 2, second.ToSingle(), 1e-6);
    }

    [Fact]
    public void Exchanging_pictures_and_captions_exchanges_the_terms()
    {
        using var scope = NewDisposeScope();
        var (u, v) = (Unit(1), Unit(2));

        var (first, second) = ContrastiveLoss.Of(u, v, tensor(3f));
        var (other, another) = ContrastiveLoss.Of(v, u, tensor(3f));

        Close.Check("there", other, second, 1e-6);
        Close.Check("and back", another, first, 1e-6);
        Assert.NotEqual(first.ToSingle(), second.ToSingle());
    }

    [Fact]
    public void It_is_the_logarithm_of_the_batch_at_chance_and_nothing_when_all_is_clear()
    {
        using var scope = NewDisposeScope();
        var (chance, _) = ContrastiveLoss.Of(ones(7, 1), ones(7, 1), tensor(5f));
        var (clear, _) = ContrastiveLoss.Of(eye(7), eye(7), tensor(100f));
        Assert.Equal(Math.Log(7), chance.ToSingle(), 1e-5);
        Assert.Equal(0, clear.ToSingle(), 1e-5);
    }

    [Fact]
    public void What_is_no_pairs_is_refused()
    {
        using var scope = NewDisposeScope();
        var refused = Assert.Throws<ArgumentException>(() => ContrastiveLoss.Of(ones(3, 2), ones(4, 2), tensor(1f)));
        Assert.Contains("[3, 2] and [4, 2]", refused.Message);
    }

    private static Tensor Unit(ulong seed)
    {
        using var generator = new Generator(seed);
        var x = randn([5, 4], generator: generator);
        return x / x.norm(1, keepdim: true);
    }
}
