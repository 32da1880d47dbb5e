using InternVideo2.Audio;
using Xunit;

namespace InternVideo2.Tests.Audio;

/// <summary>A tone stays the same tone at any other rate, rates without a common divisor included, and what a lower rate cannot hold is gone.</summary>
public sealed class ResamplerTests
{
    [Theory]
    [InlineData(44100, 16000)]
    [InlineData(8000, 16000)]
    [InlineData(11025, 16000)]
    [InlineData(16001, 16000)]
    [InlineData(47999, 16000)]
    [InlineData(192000, 16000)]
    public void ATone(int from, int to)
    {
        var resampled = Resampler.Between(from, to).Resample(Tone(440, from, 0.2));

        Assert.Equal((int)Math.Ceiling(0.2 * from) * (long)to / (double)from, resampled.Length, 1.0);
        var expected = Tone(440, to, 0.2);
        for (var i = to / 100; i < resampled.Length - (to / 100); i++) Assert.Equal(expected[i], resampled[i], 0.01);
    }

    [Fact]
    public void WhatALowerRateCannotHoldIsGone()
    {
        var resampled = Resampler.Between(48000, 16000).Resample(Tone(12000, 48000, 0.2));

        Assert.All(resampled[160..^160], sample => Assert.InRange(sample, -0.01, 0.01));
    }

    [Fact]
    public void TheSameRateChangesNothing()
    {
        float[] samples = [0.1f, -0.2f, 0.3f];

        Assert.Equal(samples, Resampler.Between(16000, 16000).Resample(samples));
        Assert.Empty(Resampler.Between(44100, 16000).Resample([]));
    }

    [Theory]
    [InlineData(0, 16000)]
    [InlineData(16000, -1)]
    [InlineData(Resampler.MaxRate + 1, 16000)]
    public void RatesAreChecked(int from, int to) => Assert.Throws<ArgumentOutOfRangeException>(() => Resampler.Between(from, to));

    private static float[] Tone(double hertz, int rate, double seconds) =>
        [.. Enumerable.Range(0, (int)Math.Ceiling(seconds * rate)).Select(i => (float)Math.Sin(2 * Math.PI * hertz * i / rate))];
}
