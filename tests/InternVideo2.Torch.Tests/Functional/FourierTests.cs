using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Torch.Tests;

/// <summary>Transforms of real values.</summary>
public class FourierTests
{
    [Fact]
    public void ACosineIsOneFrequency()
    {
        using var scope = NewDisposeScope();
        var wave = arange(16, dtype: ScalarType.Float32).mul(2 * Math.PI * 3 / 16).cos();

        var spectrum = fft.rfft(wave).abs();

        Assert.Equal([9], spectrum.shape);
        Assert.Equal(8, spectrum[3].item<float>(), 0.001f);
        Assert.Equal(8, spectrum.sum().item<float>(), 0.001f);
    }

    [Fact]
    public void TheAxisIsPaddedAndTheResultDivided()
    {
        using var scope = NewDisposeScope();
        var table = ones(4, 3);

        Assert.Equal([4, 5], fft.rfft(table, 8).shape);
        Assert.Equal([3, 3], fft.rfft(table, dim: 0).shape);
        Assert.Equal(1, fft.rfft(table, norm: FFTNormType.Forward)[0, 0].abs().item<float>(), 0.001f);
        Assert.Equal(Math.Sqrt(3), fft.rfft(table, norm: FFTNormType.Ortho)[0, 0].abs().item<float>(), 0.001);
    }
}
