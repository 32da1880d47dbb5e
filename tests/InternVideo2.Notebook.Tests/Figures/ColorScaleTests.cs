using Xunit;

namespace InternVideo2.Notebook.Tests.Figures;

/// <summary>Colour scales pass through their published stops and interpolate between them.</summary>
public sealed class ColorScaleTests
{
    [Fact]
    public void Ends_and_stops_are_exact()
    {
        Assert.Equal(new Rgb(0x44, 0x01, 0x54), ColorScale.Viridis.At(0));
        Assert.Equal(new Rgb(0xfd, 0xe7, 0x25), ColorScale.Viridis.At(1));
        Assert.Equal(new Rgb(0xf7, 0xf7, 0xf7), ColorScale.BlueRed.At(0.5));
        Assert.Equal(new Rgb(0x48, 0x28, 0x78), ColorScale.Viridis.At(1.0 / 9));
    }

    [Fact]
    public void Halfway_between_stops_is_their_mean() => Assert.Equal(new Rgb(128, 128, 128), ColorScale.Greys.At(0.5));

    [Fact]
    public void Values_outside_are_clamped()
    {
        Assert.Equal(ColorScale.Inferno.At(0), ColorScale.Inferno.At(-3));
        Assert.Equal(ColorScale.Inferno.At(1), ColorScale.Inferno.At(double.PositiveInfinity));
    }

    [Fact]
    public void Lightness_of_viridis_rises()
    {
        var luma = Enumerable.Range(0, 50).Select(i => ColorScale.Viridis.At(i / 49.0)).Select(c => (0.299 * c.R) + (0.587 * c.G) + (0.114 * c.B)).ToList();
        Assert.All(luma.Zip(luma.Skip(1)), pair => Assert.True(pair.Second > pair.First));
    }
}
