using InternVideo2.Encoders;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Encoders;

/// <summary>Counts, shapes and randomness of the masks.</summary>
public sealed class MaskingTests
{
    private static readonly TokenGrid Grid = new(4, 5);

    [Theory]
    [InlineData(MaskKind.Tube, 0.8, 4 * 20)]
    [InlineData(MaskKind.Tube, 0.5, 4 * 12)]
    [InlineData(MaskKind.Random, 0.8, 80)]
    [InlineData(MaskKind.Random, 0.333, 33)]
    [InlineData(MaskKind.Attention, 0.8, 4 * 20)]
    [InlineData(MaskKind.Attention, 0.5, 4 * 12)]
    [InlineData(MaskKind.Attention, 0, 0)]
    public void Every_clip_loses_the_exact_number_and_keeps_its_class_token(MaskKind kind, double ratio, long masked)
    {
        using var scope = NewDisposeScope();
        var mask = Draw(kind, ratio, 3);

        Assert.Equal([6L, 101], mask.shape);
        Assert.Equal(ScalarType.Bool, mask.dtype);
        Assert.All(mask.sum(1).data<long>().ToArray(), count => Assert.Equal(masked, count));
        Assert.False(mask.select(1, 0).any().ToBoolean());
    }

    [Fact]
    public void Tubes_hide_the_same_places_at_every_time()
    {
        using var scope = NewDisposeScope();
        var places = Draw(MaskKind.Tube, 0.5, 3).narrow(1, 1, 100).view(6, 4, 25);
        Assert.True(places.eq(places.narrow(1, 0, 1)).all().ToBoolean());
        Assert.False(places.select(0, 0).eq(places.select(0, 1)).all().ToBoolean());
    }

    [Theory]
    [InlineData(MaskKind.Tube)]
    [InlineData(MaskKind.Random)]
    [InlineData(MaskKind.Attention)]
    public void Equal_seeds_draw_equal_masks(MaskKind kind)
    {
        using var scope = NewDisposeScope();
        Assert.True(Draw(kind, 0.5, 8).eq(Draw(kind, 0.5, 8)).all().ToBoolean());
        Assert.False(Draw(kind, 0.5, 8).eq(Draw(kind, 0.5, 9)).all().ToBoolean());
    }

    [Fact]
    public void Attention_makes_tokens_likelier_to_stay_in_proportion()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(4);
        // One of four tokens stays: with probability proportional to its attention.
        var attention = tensor(new[,] { { 0.1f, 0.2f, 0.3f, 0.4f } }).expand(20_000, 4);

        var kept = Masking.Attention(attention, 20_000, 0.75, generator).narrow(1, 1, 4).logical_not().to(ScalarType.Float32).mean([0]).data<float>().ToArray();

        Assert.All(kept.Index(), share => Assert.InRange(share.Item, 0.1 * (share.Index + 1) - 0.012, 0.1 * (share.Index + 1) + 0.012));
    }

    [Fact]
    public void Tokens_without_attention_go_first()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(4);
        var attention = tensor(new[,] { { 0f, 1e-30f, 0f, 1f }, { 1e-30f, 0f, 0f, 0f } });

        var mask = Masking.Attention(attention, 1, 0.5, generator);

        // Where too few have any, the first tokens fill up.
        Assert.Equal([false, true, false, true, false, false, false, true, true], mask.data<bool>().ToArray());
    }

    [Fact]
    public void Rows_of_a_clip_follow_one_another()
    {
        using var scope = NewDisposeScope();
        var order = tensor(new long[,] { { 1, 0 }, { 0, 1 }, { 0, 1 }, { 1, 0 } });

        var mask = Masking.FromOrder(order, 2, 0.5);

        Assert.Equal([false, true, false, false, true, false, false, true, true, false], mask.data<bool>().ToArray());
    }

    [Fact]
    public void Bad_input_is_explained()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);
        var good = ones(new long[] { 4, 3 });
        var nan = good.clone();
        nan[2, 1] = float.NaN;

        Assert.Contains("token 1 in row 2", Assert.Throws<ArgumentException>(() => Masking.Attention(nan, 2, 0.5, generator)).Message);
        Assert.Contains("-1", Assert.Throws<ArgumentException>(() => Masking.Attention(good.neg(), 2, 0.5, generator)).Message);
        Assert.Contains("3 clips", Assert.Throws<ArgumentException>(() => Masking.Attention(good, 3, 0.5, generator)).Message);
        Assert.Throws<ArgumentException>(() => Masking.Order(good, ones(new long[] { 4, 2 })));
        foreach (var ratio in new[] { -0.1, 1, double.NaN })
            Assert.Throws<ArgumentOutOfRangeException>(() => Masking.Tube(1, Grid, ratio, generator));
    }

    private static Tensor Draw(MaskKind kind, double ratio, ulong seed)
    {
        using var generator = new Generator(seed);
        return kind switch
        {
            MaskKind.Tube => Masking.Tube(6, Grid, ratio, generator),
            MaskKind.Random => Masking.Random(6, Grid, ratio, generator),
            _ => Masking.Attention(rand(new long[] { 24, 25 }, ScalarType.Float32, generator: generator), 6, ratio, generator),
        };
    }
}
