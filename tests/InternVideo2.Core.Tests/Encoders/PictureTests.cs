using InternVideo2.Encoders;
using InternVideo2.Tests.Golden;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Encoders;

/// <summary>A model of clips takes single pictures where its options say how, and refuses them otherwise.</summary>
public sealed class PictureTests
{
    public static TheoryData<PicturePositions, PositionKind> Kinds { get; } = new()
    {
        { PicturePositions.Own, PositionKind.Joint },
        { PicturePositions.FrameMean, PositionKind.Joint },
        { PicturePositions.Space, PositionKind.Separable },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Pictures_have_the_tokens_of_one_frame(PicturePositions pictures, PositionKind positions)
    {
        using var scope = NewDisposeScope();
        using var encoder = SmallEncoder.Create(SmallEncoder.Options with { Pictures = pictures, Positions = positions });
        var picture = SmallEncoder.Frames(frames: 1);
        var whole = encoder.call(picture, new EncoderRequest());
        Assert.Equal([2, 1 + 9, 32], whole.Tokens.shape);

        // Hiding nothing by a mask is seeing everything.
        using var all = VisibleTokens.FromMask(zeros(2, 10, dtype: ScalarType.Bool), CPU);
        Close.Check("tokens", encoder.call(picture, new EncoderRequest { Visible = all }).Tokens, whole.Tokens, 1e-5);
        using var clip = VisibleTokens.FromMask(zeros(2, 37, dtype: ScalarType.Bool), CPU);
        Assert.Contains("9 patches", Assert.Throws<ArgumentException>(() => encoder.call(picture, new EncoderRequest { Visible = clip })).Message);
    }

    [Fact]
    public void A_table_that_is_alike_in_time_gives_a_picture_the_rows_of_a_frame()
    {
        using var scope = NewDisposeScope();
        using var encoder = SmallEncoder.Create(SmallEncoder.Options with { Pictures = PicturePositions.FrameMean });
        using (no_grad())
        {
            var (_, table) = encoder.named_parameters().Single(p => p.Item1 == "positions.table");
            var frame = table.narrow(1, 1, 9).clone();
            for (var time = 1; time < 4; time++) table.narrow(1, 1 + 9 * time, 9).copy_(frame);
        }
        // A clip of which only the first frame is seen is that frame as a picture.
        var frames = SmallEncoder.Frames();
        var mask = cat([zeros(2, 10, dtype: ScalarType.Bool), ones(2, 27, dtype: ScalarType.Bool)], 1);
        using var first = VisibleTokens.FromMask(mask, CPU);
        var clip = encoder.call(frames, new EncoderRequest { Visible = first });
        var picture = encoder.call(frames.narrow(2, 0, 1).contiguous(), new EncoderRequest());
        Close.Check("pooled", picture.Pooled!, clip.Pooled!, 1e-5);
    }

    [Fact]
    public void A_tubelet_sees_a_picture_stand_still()
    {
        using var scope = NewDisposeScope();
        using var encoder = SmallEncoder.Create(SmallEncoder.Options with { Pictures = PicturePositions.Own, TubeletSize = 2 });
        Assert.Equal([2, 10, 32], encoder.call(SmallEncoder.Frames(frames: 1), new EncoderRequest()).Tokens.shape);
    }

    [Fact]
    public void Pictures_are_refused_where_nothing_says_how()
    {
        using var scope = NewDisposeScope();
        using var encoder = SmallEncoder.Create();
        Assert.Contains("[2, 3, 1, 12, 12]", Assert.Throws<ArgumentException>(() => encoder.call(SmallEncoder.Frames(frames: 1), new EncoderRequest())).Message);
        var wrong = SmallEncoder.Options with { Pictures = PicturePositions.Space };
        Assert.Contains("Pictures", Assert.Throws<ArgumentOutOfRangeException>(wrong.Validate).Message);
    }

    [Fact]
    public void Blocks_left_out_are_not_run()
    {
        using var scope = NewDisposeScope();
        using var encoder = SmallEncoder.Create();
        var frames = SmallEncoder.Frames();
        var layers = encoder.call(frames, new EncoderRequest { Layers = [0, 1] }).Layers;
        Close.Check("cut", encoder.call(frames, new EncoderRequest { Skip = 2, Pool = false }).Tokens, layers[0], 0);
        Assert.Throws<ArgumentException>(() => encoder.call(frames, new EncoderRequest { Skip = 3 }));
        Assert.Throws<ArgumentException>(() => encoder.call(frames, new EncoderRequest { Skip = 1, Layers = [2] }));
    }
}
