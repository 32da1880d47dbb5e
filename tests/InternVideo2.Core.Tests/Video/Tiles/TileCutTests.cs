using InternVideo2.Video;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Video;

/// <summary>Tiles lie where they are said to, and what cannot be cut is refused.</summary>
public sealed class TileCutTests
{
    [Fact]
    public void Tiles_go_row_by_row_and_the_whole_is_last()
    {
        using var scope = NewDisposeScope();
        var clip = zeros([3, 2, 8, 12], ScalarType.Float32);
        clip.narrow(2, 4, 4).narrow(3, 8, 4).fill_(1); // the last tile of the second row

        var tiles = TileCut.Cut(clip, 4);

        Assert.Equal([7, 3, 2, 4, 4], tiles.shape);
        Assert.Equal([0, 0, 0, 0, 0, 1], tiles.narrow(0, 0, 6).mean([1L, 2, 3, 4]).data<float>().ToArray());
        Assert.InRange(tiles.select(0, 6).mean().item<float>(), 0.1f, 0.25f);
    }

    [Theory]
    [InlineData(9, 8)]
    [InlineData(8, 9)]
    public void Refuses_what_is_no_whole_number_of_tiles(int height, int width)
    {
        using var clip = zeros([3, 1, height, width], ScalarType.Float32);
        var error = Assert.Throws<ArgumentException>(() => TileCut.Cut(clip, 4));
        Assert.Contains($"{height} × {width}", error.Message);
    }

    [Fact]
    public void Refuses_bytes()
    {
        using var clip = zeros([3, 1, 8, 8], ScalarType.Byte);
        Assert.Throws<ArgumentException>(() => TileCut.Resize(clip, new TileGrid(1, 1), 4));
    }
}
