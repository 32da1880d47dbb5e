using InternVideo2.Encoders;
using Xunit;

namespace InternVideo2.Tests.Encoders;

/// <summary>Sizes that cannot be are refused with the member's name, its value and what would be allowed.</summary>
public sealed class VideoEncoderOptionsTests
{
    private static readonly VideoEncoderOptions Good = new() { Width = 384, Depth = 12, Heads = 6 };

    public static TheoryData<string, VideoEncoderOptions, string> Bad => new()
    {
        { "Width", Good with { Heads = 7 }, "Heads = 7" },
        { "Width", Good with { Width = 120, PoolHeads = 4 }, "multiple of 16" },
        { "Width", Good with { PoolHeads = 9 }, "PoolHeads = 9" },
        { "ImageSize", Good with { ImageSize = 225 }, "PatchSize = 14" },
        { "ImageSize", Good with { ImageSize = 0 }, "PatchSize = 14" },
        { "PatchSize", Good with { PatchSize = 0 }, "1 or more" },
        { "Frames", Good with { Frames = 7, TubeletSize = 2 }, "TubeletSize = 2" },
        { "Frames", Good with { Positions = PositionKind.Image }, "Image" },
        { "TubeletSize", Good with { TubeletSize = 0 }, "1 or more" },
        { "Heads", Good with { Heads = 0 }, "1 or more" },
        { "Depth", Good with { Depth = 0 }, "1 or more" },
        { "MlpRatio", Good with { MlpRatio = 0 }, "Width" },
        { "DropPath", Good with { DropPath = 1 }, "[0, 1)" },
        { "DropPath", Good with { DropPath = double.NaN }, "[0, 1)" },
        { "LayerScaleInit", Good with { LayerScaleInit = -1 }, "0 (none) or more" },
        { "PoolHeads", Good with { PoolHeads = 0 }, "1 or more" },
        { "PooledWidth", Good with { PooledWidth = -1 }, "0 (nothing pools) or more" },
    };

    [Fact]
    public void Good_ones_pass() => Good.Validate();

    [Theory]
    [MemberData(nameof(Bad))]
    public void Bad_ones_name_the_member_and_the_range(string member, VideoEncoderOptions options, string range)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(options.Validate);
        Assert.Equal(member, error.ParamName);
        Assert.Contains(range, error.Message);
    }

    [Fact]
    public void Derived_sizes()
    {
        Assert.Equal(new TokenGrid(8, 16), Good.Grid);
        Assert.Equal(2048, Good.Grid.Count);
        // Truncated, not rounded (stage 1, 1.1).
        Assert.Equal(139, (Good with { Width = 32, Heads = 2, MlpRatio = 48.0 / 11 }).HiddenWidth);
        Assert.Equal([0, 0.1, 0.2], Enumerable.Range(0, 3).Select((Good with { Depth = 3, DropPath = 0.2 }).DropPathOf));
        Assert.Equal(0, (Good with { Depth = 1, DropPath = 0.2 }).DropPathOf(0));
    }
}
