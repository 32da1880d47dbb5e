using Xunit;

namespace InternVideo2.Notebook.Tests.Imaging;

/// <summary>Display scaling keeps the mean when it shrinks and every pixel when it grows.</summary>
public sealed class PictureScalingTests
{
    [Fact]
    public void Shrinking_by_two_averages_four_pixels()
    {
        byte[] rgb = [0, 0, 0, 100, 0, 0, 200, 40, 0, 100, 0, 80];
        Assert.Equal([100, 10, 20], PictureScaling.Average(rgb, 2, 2, 1, 1).Rgb);
    }

    [Fact]
    public void Shrinking_by_a_fraction_weighs_the_parts()
    {
        byte[] rgb = [0, 0, 0, 90, 90, 90, 240, 240, 240];
        // Three pixels on two: the middle one counts half on each side.
        Assert.Equal([30, 30, 30, 190, 190, 190], PictureScaling.Average(rgb, 3, 1, 2, 1).Rgb);
    }

    [Fact]
    public void Tiny_pictures_grow_by_whole_times()
    {
        byte[] rgb = [1, 2, 3, 4, 5, 6];
        var (grown, width, height) = PictureScaling.Fit(rgb, 2, 1, 5);
        Assert.Equal((4, 2), (width, height));
        Assert.Equal([1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6, 1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6], grown);
    }

    [Fact]
    public void Covering_keeps_the_centre_of_the_longer_side()
    {
        byte[] rgb = [99, 99, 99, 1, 4, 8, 99, 99, 99];
        Assert.Equal([0, 4, 8], PictureScaling.Cover(rgb, 3, 1, 1, 1));
        Assert.Equal([0, 4, 8], PictureScaling.Cover(rgb, 1, 3, 1, 1));
        Assert.Equal(8 * 6 * 3, PictureScaling.Cover(new byte[5 * 70 * 3], 70, 5, 8, 6).Length);
    }

    [Fact]
    public void Coarse_levels_span_the_whole_range_and_stay_close()
    {
        var levels = Enumerable.Range(0, 256).Select(v => (byte)v).ToArray();
        PictureScaling.Coarsen(levels);
        Assert.Equal((0, 255, 64), (levels[0], levels[255], levels.Distinct().Count()));
        Assert.All(levels.Index(), l => Assert.InRange(l.Item - l.Index, -3, 3));
    }

    [Fact]
    public void A_flat_picture_stays_flat()
    {
        var flat = Enumerable.Repeat((byte)93, 17 * 13 * 3).ToArray();
        Assert.All(PictureScaling.Average(flat, 17, 13, 5, 4).Rgb, v => Assert.Equal(93, v));
    }
}
