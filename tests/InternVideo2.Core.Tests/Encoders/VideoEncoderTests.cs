using InternVideo2.Checkpoints;
using InternVideo2.Encoders;
using InternVideo2.Layers;
using InternVideo2.Tests.Golden;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Encoders;

/// <summary>What must hold for the encoder whatever its weights.</summary>
public sealed class VideoEncoderTests
{
    [Fact]
    public void An_encoder_without_pooling_gives_the_same_tokens_and_says_what_it_lacks()
    {
        using var scope = NewDisposeScope();
        using var whole = SmallEncoder.Create(SmallEncoder.Options);
        using var bare = SmallEncoder.Create(SmallEncoder.Options with { PooledWidth = 0 });
        var frames = SmallEncoder.Frames();
        CheckpointLoader.Load(bare, OfficialKeys.Encoder, OfficialKeys.Encoder.State(whole).ToDictionary(), LoadPolicy.AllowUnexpected);

        Close.Check("tokens", bare.call(frames, new EncoderRequest { Pool = false }).Tokens, whole.call(frames, new EncoderRequest()).Tokens, 0);
        var error = Assert.Throws<ArgumentException>(() => bare.call(frames, new EncoderRequest()));
        Assert.Contains("PooledWidth", error.Message);
    }

    [Theory]
    [InlineData(PositionKind.Joint)]
    [InlineData(PositionKind.Separable)]
    public void Masked_pixels_do_not_change_the_output(PositionKind positions)
    {
        using var scope = NewDisposeScope();
        using var encoder = SmallEncoder.Create(SmallEncoder.Options with { Positions = positions });
        var (frames, mask) = (SmallEncoder.Frames(), Mask(0.5));
        var visible = VisibleTokens.FromMask(mask, CPU);
        var before = encoder.call(frames, new EncoderRequest { Visible = visible });

        var after = encoder.call(Overwritten(frames, mask), new EncoderRequest { Visible = visible });

        Close.Check("tokens", after.Tokens, before.Tokens, 0);
        Close.Check("pooled", after.Pooled!, before.Pooled!, 0);
        // The overwritten pixels do matter to who sees them.
        Assert.False(encoder.call(Overwritten(frames, mask), new EncoderRequest()).Pooled!.allclose(encoder.call(frames, new EncoderRequest()).Pooled!));
    }

    [Theory]
    [InlineData(PositionKind.Joint)]
    [InlineData(PositionKind.Separable)]
    public void A_mask_that_removes_nothing_is_no_mask(PositionKind positions)
    {
        using var scope = NewDisposeScope();
        using var encoder = SmallEncoder.Create(SmallEncoder.Options with { Positions = positions });
        var frames = SmallEncoder.Frames();
        var all = VisibleTokens.FromMask(zeros(new long[] { 2, 37 }, ScalarType.Bool), CPU);

        var masked = encoder.call(frames, new EncoderRequest { Visible = all });

        Close.Check("tokens", masked.Tokens, encoder.call(frames, new EncoderRequest()).Tokens, 1e-6);
    }

    [Fact]
    public void Clips_of_a_batch_do_not_see_each_other()
    {
        using var scope = NewDisposeScope();
        using var encoder = SmallEncoder.Create();
        var frames = SmallEncoder.Frames();

        var together = encoder.call(frames, new EncoderRequest()).Tokens;

        Close.Check("second clip", together.narrow(0, 1, 1), encoder.call(frames.narrow(0, 1, 1), new EncoderRequest()).Tokens, 1e-5);
    }

    [Fact]
    public void Intermediate_layers_come_in_ascending_order_and_the_last_is_the_result()
    {
        using var scope = NewDisposeScope();
        using var encoder = SmallEncoder.Create();
        var frames = SmallEncoder.Frames();

        var output = encoder.call(frames, new EncoderRequest { Layers = [0, 1, 2], Attention = true });
        var first = encoder.call(frames, new EncoderRequest { Layers = [0], Pool = false });

        Assert.Equal(3, output.Layers.Count);
        Close.Check("first", output.Layers[0], first.Layers[0], 0);
        Close.Check("last", output.Layers[2], output.Tokens, 0);
        Assert.False(output.Layers[1].allclose(output.Layers[0]));
        Assert.Equal([2L, 37], output.Attention!.shape);
        Assert.Null(first.Pooled);
    }

    [Fact]
    public void Results_belong_to_the_caller_and_nothing_else_stays()
    {
        using var scope = NewDisposeScope();
        using var encoder = SmallEncoder.Create();
        var frames = SmallEncoder.Frames();
        var before = scope.DisposablesCount;

        var output = encoder.call(frames, new EncoderRequest { Layers = [0, 2], Attention = true });
        Assert.Equal(before + 5, scope.DisposablesCount);
        output.Dispose();

        Assert.Equal(before, scope.DisposablesCount);
    }

    [Fact]
    public void Drop_path_follows_its_generator()
    {
        using var scope = NewDisposeScope();
        using var encoder = SmallEncoder.Create(SmallEncoder.Options with { DropPath = 0.5 });
        encoder.train();
        var frames = SmallEncoder.Frames(clips: 8);
        Tensor Run(ulong seed) => encoder.call(frames, new EncoderRequest { Drops = new Generator(seed) }).Tokens;

        Close.Check("same seed", Run(1), Run(1), 0);
        Assert.False(Run(1).allclose(Run(2)));
        Assert.Throws<ArgumentNullException>(() => encoder.call(frames, new EncoderRequest()));
    }

    [Fact]
    public void Wrong_clips_are_explained_with_both_shapes()
    {
        using var scope = NewDisposeScope();
        using var encoder = SmallEncoder.Create();
        string Refused(Tensor frames, EncoderRequest? request = null) =>
            Assert.Throws<ArgumentException>(() => encoder.call(frames, request ?? new EncoderRequest())).Message;

        var message = Refused(SmallEncoder.Frames(frames: 5));
        Assert.Contains("[B, 3, 4, 12, 12]", message);
        Assert.Contains("[2, 3, 5, 12, 12]", message);
        Assert.Contains("[3, 4, 12, 12]", Refused(SmallEncoder.Frames().select(0, 0)));
        Assert.Contains("Byte", Refused(SmallEncoder.Frames().to(ScalarType.Byte)));
        Assert.Contains("Float64", Refused(SmallEncoder.Frames().to(ScalarType.Float64)));
        var wrongGrid = VisibleTokens.FromMask(zeros(new long[] { 2, 9 }, ScalarType.Bool), CPU);
        Assert.Contains("8 patches", Refused(SmallEncoder.Frames(), new EncoderRequest { Visible = wrongGrid }));
    }

    [Fact]
    public void Equal_seeds_give_equal_encoders()
    {
        using var first = new VideoEncoder(SmallEncoder.Options, Initializer.Seeded(1));
        using var second = new VideoEncoder(SmallEncoder.Options, Initializer.Seeded(1));
        Assert.All(first.parameters().Zip(second.parameters()), pair => Assert.True(pair.First.eq(pair.Second).all().ToBoolean()));
    }

    private static Tensor Mask(double ratio)
    {
        using var generator = new Generator(5);
        return Masking.Random(2, SmallEncoder.Options.Grid, ratio, generator);
    }

    /// <summary>Frames whose masked patches hold other pixels.</summary>
    private static Tensor Overwritten(Tensor frames, Tensor mask)
    {
        var hidden = mask.narrow(1, 1, 36).reshape(2, 1, 4, 3, 1, 3, 1).expand(2, 3, 4, 3, 4, 3, 4).reshape(2, 3, 4, 12, 12);
        return where(hidden, SmallEncoder.Frames(seed: 99).mul(10), frames);
    }
}
