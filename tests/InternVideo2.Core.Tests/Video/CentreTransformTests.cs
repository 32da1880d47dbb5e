using InternVideo2.Data;
using InternVideo2.Video;
using Xunit;

namespace InternVideo2.Tests.Video;

/// <summary>The short side is resized with an antialiased cubic filter, and the middle is taken.</summary>
public sealed class CentreTransformTests
{
    [Fact]
    public void Pixels_are_those_of_the_antialiased_cubic_filter()
    {
        // The same picture in all channels, 10 × 12, and what PyTorch 1.13 makes of it at 5 × 6: interpolate(mode="bicubic", antialias=True), rounded.
        byte[] grey = [.. Enumerable.Range(0, 120).Select(i => (byte)(i * 37 % 251))];
        int[] expected = [115, 84, 133, 155, 101, 125, 178, 102, 101, 155, 129, 96, 150, 151, 73, 154, 152, 105, 108, 168, 86, 109, 169, 116, 88];
        var unscaled = new PixelStatistics(0, 0, 0, 1, 1, 1);
        using var clip = new CentreTransform { Size = 5, Statistics = unscaled }.Apply(
            new VideoClip([.. grey.SelectMany(value => new[] { value, value, value })], 1, 10, 12, [], [], ""), new SeededRandom(0));

        Assert.Equal([3, 1, 5, 5], clip.shape);
        var pixels = clip.data<float>().ToArray();
        // Pillow rounds after each of the two passes, PyTorch at the end.
        Assert.All(expected.Concat(expected).Concat(expected).Zip(pixels), pair => Assert.Equal(pair.First, 255 * pair.Second, 1.01));
        Assert.InRange(expected.Zip(pixels).Count(pair => Math.Abs(pair.First - (255 * pair.Second)) > 0.1), 0, 5);
    }

    [Fact]
    public void A_wide_picture_loses_its_sides()
    {
        // 4 × 12: a white middle of 4 columns between black sides.
        byte[] pixels = [.. Enumerable.Range(0, 48).SelectMany(i => Enumerable.Repeat((byte)(i % 12 is >= 4 and < 8 ? 255 : 0), 3))];
        using var clip = new CentreTransform { Size = 4 }.Apply(new VideoClip(pixels, 1, 4, 12, [], [], ""), new SeededRandom(0));

        Assert.All(clip[0].data<float>().ToArray(), value => Assert.Equal((1 - 0.485f) / 0.229f, value, 1e-5f));
    }
}
