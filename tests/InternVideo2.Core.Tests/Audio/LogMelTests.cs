using InternVideo2.Audio;
using InternVideo2.Data;
using Xunit;

namespace InternVideo2.Tests.Audio;

/// <summary>Every sound, or none, becomes finite features of one size, by the rules the options name.</summary>
public sealed class LogMelTests
{
    private const double Floor = -2.3917;

    private static readonly LogMelOptions s_second = new() { Seconds = 1 };

    [Fact]
    public void TheReleasedModelSees998RowsOf64Bands()
    {
        var options = new LogMelOptions();

        Assert.Equal((998, 64), (options.Frames, options.Bins));
        Assert.Equal(0, options.FrameCount(399));
        Assert.Equal(1, options.FrameCount(400));
    }

    [Fact]
    public void ATonesBandIsTheLoudest()
    {
        using var features = new LogMel(s_second).Features(Tone(1000, 16000, 1));

        using var loudest = features.mean([0L]).argmax(0);
        Assert.InRange(MelScale.CentreHertz((int)loudest.item<long>(), 64, 16000), 950, 1050);
        Assert.Equal([98, 64], features.shape);
    }

    [Fact]
    public void AnotherRateIsTheSameSound()
    {
        var logMel = new LogMel(s_second);
        using var at16 = logMel.Features(Tone(1000, 16000, 1));
        using var at44 = logMel.Features(Tone(1000, 44100, 1));

        var band = Enumerable.Range(0, 64).MinBy(b => Math.Abs(MelScale.CentreHertz(b, 64, 16000) - 1000));
        Assert.Equal(at16[50, band].item<float>(), at44[50, band].item<float>(), 0.01f);
    }

    [Theory]
    [InlineData(SoundPadding.MeanFeatures, 0)]
    [InlineData(SoundPadding.Silence, Floor)]
    public void WhatStandsBehindAShortSoundIsARule(SoundPadding padding, double expected)
    {
        using var features = new LogMel(s_second with { Padding = padding }).Features(Tone(1000, 16000, 0.5));

        Assert.Equal(expected, features[97, 10].item<float>(), 0.001);
        Assert.Equal([98, 64], features.shape);
    }

    [Theory]
    [InlineData(SoundPadding.MeanFeatures, 0)]
    [InlineData(SoundPadding.Silence, Floor)]
    public void NoSoundIsAllPadding(SoundPadding padding, double expected)
    {
        var logMel = new LogMel(s_second with { Padding = padding });
        foreach (var nothing in new[] { null, new Sound([], 44100) })
        {
            using var features = logMel.Features(nothing);
            Assert.All(features.data<float>().ToArray(), value => Assert.Equal(expected, value, 0.001));
        }
    }

    [Fact]
    public void SilenceIsTheFloor()
    {
        using var features = new LogMel(s_second).Features(new Sound(new float[16000], 16000));

        Assert.All(features.data<float>().ToArray(), value => Assert.Equal(Floor, value, 0.001));
    }

    [Fact]
    public void ASoundShorterThanAnAnalysisWindowIsHeardInOneRow()
    {
        using var features = new LogMel(s_second).Features(new Sound([.. Tone(1000, 16000, 1).Samples[..100]], 16000));

        Assert.True(features[0].max().item<float>() > -0.5);
        using var rest = features.narrow(0, 1, 97);
        Assert.Equal(0, rest.abs().max().item<float>());
    }

    [Fact]
    public void ALongSoundIsCutAtTheBeginningOrWhereTheDrawSays()
    {
        var sound = new Sound([.. Tone(500, 16000, 1).Samples, .. Tone(2000, 16000, 1).Samples], 16000);
        var logMel = new LogMel(s_second with { Crop = SoundCrop.Random });
        using var first = new LogMel(s_second).Features(sound.Between(0, 1));
        using var undrawn = logMel.Features(sound);
        using var drawn = logMel.Features(sound, new SeededRandom(3, 1));
        using var again = logMel.Features(sound, new SeededRandom(3, 1));
        using var other = logMel.Features(sound, new SeededRandom(3, 2));

        Assert.True(first.Equals(undrawn));
        Assert.True(drawn.Equals(again));
        Assert.False(drawn.Equals(first));
        Assert.False(drawn.Equals(other));
    }

    [Fact]
    public void OptionsAreChecked()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new LogMel(new() { Bins = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LogMel(new() { Seconds = 0.02 }));
        var e = Assert.Throws<ArgumentOutOfRangeException>(() => new LogMel(new() { Deviation = 0 }));
        Assert.Contains("LogMelOptions.Deviation is 0; allowed: above 0", e.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new LogMel().Energies(new Sound([], 16000)));
    }

    private static Sound Tone(double hertz, int rate, double seconds) =>
        new([.. Enumerable.Range(0, (int)(seconds * rate)).Select(i => (float)(0.5 * Math.Sin(2 * Math.PI * hertz * i / rate)))], rate);
}
