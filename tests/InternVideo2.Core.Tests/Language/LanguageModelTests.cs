using InternVideo2.Language;
using InternVideo2.Layers;
using InternVideo2.Tests.Golden;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Language;

/// <summary>A cache changes the work and not the result, a window cuts the past off, adapters begin without effect, and a batch without labels costs nothing.</summary>
public sealed class LanguageModelTests
{
    private const double Tolerance = 1e-5;

    private static readonly LanguageModelOptions Small = new()
    {
        VocabularySize = 31,
        Width = 24,
        Depth = 2,
        Heads = 4,
        KeyHeads = 2,
        HeadWidth = 8,
        HiddenWidth = 40,
        MaxPositions = 32,
    };

    [Theory]
    [InlineData(null, 1)]
    [InlineData(null, 4)]
    [InlineData(3, 1)]
    [InlineData(3, 4)]
    public void Pieces_with_a_cache_give_what_the_whole_gives(int? window, int piece)
    {
        using var model = new LanguageModel(Small with { Window = window });
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var x = model.Embed(Ids(2, 9));
        var mask = ones(2, 9, dtype: ScalarType.Int64);
        mask[1].narrow(0, 0, 3).zero_();
        var whole = model.States(x, mask);
        // Grows on the way.
        using var cache = new KeyValueCache(Small, capacity: 2);
        List<Tensor> parts = [];
        for (var at = 0; at < 9; at += piece)
        {
            var count = Math.Min(piece, 9 - at);
            parts.Add(model.States(x.narrow(1, at, count), mask.narrow(1, 0, at + count), cache: cache));
        }
        var seen = mask.unsqueeze(-1);
        Close.Check("states", cat([.. parts], 1).mul(seen), whole.mul(seen), Tolerance);
        Assert.Equal(9, cache.Length);
        Assert.True(cache.Capacity >= 9);
    }

    [Fact]
    public void A_cache_can_be_reordered_and_cut()
    {
        using var model = new LanguageModel(Small);
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var x = model.Embed(Ids(3, 6));
        using var cache = new KeyValueCache(Small);
        using (model.States(x, cache: cache)) cache.Cut(5);
        cache.Pick(tensor(new long[] { 2, 2 }));
        var next = model.States(x.narrow(1, 5, 1).index_select(0, tensor(new long[] { 2, 2 })), cache: cache);

        Close.Check("next", next, model.States(x).narrow(1, 5, 1).index_select(0, tensor(new long[] { 2, 2 })), Tolerance);
        Assert.Throws<ArgumentOutOfRangeException>(() => cache.Cut(7));
    }

    [Fact]
    public void What_stands_before_the_window_and_what_is_padding_changes_nothing()
    {
        using var model = new LanguageModel(Small with { Window = 3, Depth = 1 });
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var (one, other) = (Ids(1, 8), Ids(1, 8));
        other.narrow(1, 0, 4).fill_(7);
        var (a, b) = (model.States(model.Embed(one)), model.States(model.Embed(other)));
        Close.Check("within the window", a.narrow(1, 6, 2), b.narrow(1, 6, 2), 0, 1e-6);
        Assert.True(a[0, 5].sub(b[0, 5]).abs().max().item<float>() > 1e-4);

        var mask = ones(1, 8, dtype: ScalarType.Int64);
        mask.narrow(1, 0, 4).zero_();
        Close.Check("padding", model.States(model.Embed(one), mask).narrow(1, 4, 4), model.States(model.Embed(other), mask).narrow(1, 4, 4), 0, 1e-6);
    }

    [Fact]
    public void Adapters_begin_without_effect_learn_alone_and_merge_also_beside_a_shared_head()
    {
        var adapted = Small with { Adapter = new LowRankOptions(2, 4, 0.5), AdapterTargets = AdapterTargets.All, TiedHead = true };
        using var model = new LanguageModel(adapted, Initializer.Seeded(3));
        using var scope = NewDisposeScope();
        var ids = Ids(2, 6);
        Tensor Logits(Generator? drops = null) => model.Words(model.States(model.Embed(ids), drops: drops), drops);
        model.eval();
        var before = Logits().detach();
        model.TrainAdaptersOnly();
        Assert.Equal(2 * (7 * 2 + 1), model.AdapterParameters.Count);
        Assert.Equal(model.AdapterParameters.Count, model.parameters().Count(parameter => parameter.requires_grad));

        model.train();
        Assert.Throws<ArgumentNullException>(() => Logits());
        using (var first = new Generator(1))
        using (var again = new Generator(1))
        using (no_grad())
        {
            foreach (var parameter in model.AdapterParameters) parameter.add_(randn(parameter.shape, generator: first).mul(0.1));
            Close.Check("seeded draws", Logits(new Generator(5)), Logits(new Generator(5)), 0);
            Assert.True(Logits(new Generator(5)).sub(Logits(new Generator(6))).abs().max().item<float>() > 1e-4);
        }
        model.eval();
        var after = Logits().detach();
        Assert.True(after.sub(before).abs().max().item<float>() > 1e-3);
        var embedding = model.Embed(ids).detach();
        model.Merge();
        Close.Check("merged", Logits(), after, Tolerance);
        Close.Check("embeddings", model.Embed(ids), embedding, 0);
        model.train();
        Assert.Contains("unmerge", Assert.Throws<InvalidOperationException>(() => Logits(new Generator(1))).Message);
        model.eval();
        model.Unmerge();
        Close.Check("unmerged", Logits(), after, Tolerance);
    }

    [Fact]
    public void Batches_without_labels_have_no_loss_and_no_gradient()
    {
        using var model = new LanguageModel(Small);
        using var scope = NewDisposeScope();
        var states = model.States(model.Embed(Ids(1, 4)));
        var none = full([1, 4], NextTokenLoss.Ignored, dtype: ScalarType.Int64);
        // The first label has nothing before it that could guess it.
        none[0, 0] = 3;
        var loss = NextTokenLoss.Of(model, states, none).add(NextTokenLoss.Of(model.Words(states), none));
        Assert.Equal(0, loss.item<float>());
        loss.backward();
        Assert.All(model.parameters(), parameter => Assert.True(parameter.grad is not { } grad || grad.abs().max().item<float>() == 0));
    }

    [Fact]
    public void Refuses_what_does_not_fit()
    {
        using var model = new LanguageModel(Small);
        using var scope = NewDisposeScope();
        var x = model.Embed(Ids(1, 4));
        Assert.Contains("24", Assert.Throws<ArgumentException>(() => model.States(zeros(1, 4, 25))).Message);
        Assert.Contains("expected 1 × 4", Assert.Throws<ArgumentException>(() => model.States(x, ones(1, 3))).Message);
        Assert.Contains("The mask is [3, 4]", Assert.Throws<ArgumentException>(() => model.States(x, ones(3, 4))).Message);
        Assert.Throws<ArgumentException>(() => model.States(x, positions_BL: ones(1, 3)));
        Assert.Contains("The positions are [3, 4]", Assert.Throws<ArgumentException>(() => model.States(x, positions_BL: ones(3, 4))).Message);
        using var three = new KeyValueCache(Small);
        model.States(model.Embed(Ids(3, 2)), cache: three);
        Assert.Contains("holds 3 texts", Assert.Throws<ArgumentException>(() => model.States(x, cache: three)).Message);
        Assert.Equal(2, three.Length);
        using var deep = new KeyValueCache(Small with { Depth = 3 });
        Assert.Throws<ArgumentException>(() => model.States(x, cache: deep));
        Assert.Throws<InvalidOperationException>(model.TrainAdaptersOnly);
        Assert.Throws<ArgumentException>(() => NextTokenLoss.Of(model, x, Ids(1, 5)));
        Assert.Contains("KeyHeads", Assert.Throws<ArgumentOutOfRangeException>((Small with { KeyHeads = 3 }).Validate).Message);
        Assert.Contains("HeadWidth", Assert.Throws<ArgumentOutOfRangeException>((Small with { HeadWidth = 7 }).Validate).Message);
        Assert.Contains("AdapterTargets", Assert.Throws<ArgumentOutOfRangeException>((Small with { Adapter = new(), AdapterTargets = 0 }).Validate).Message);
    }

    private static Tensor Ids(long batch, long length) => arange(batch * length, dtype: ScalarType.Int64).mul(7).remainder(31).view(batch, length);
}
