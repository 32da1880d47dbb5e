using InternVideo2.Audio;
using InternVideo2.Data;
using Xunit;

namespace InternVideo2.Tests.Audio;

/// <summary>A sound that is written and read again is the same, sample for sample: nothing on the way resamples or shifts it.</summary>
public sealed class WaveFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void WrittenAndReadAgain()
    {
        var draws = new SeededRandom(1);
        var noise = Sound.FromPcm([.. Enumerable.Range(0, 40000).Select(_ => (short)(draws.Next(65536) - 32768))], 22050);
        var path = _folder.File("noise.wav");

        WaveFile.Write(path, noise);
        var read = SoundReader.Read(path);

        Assert.Equal(noise.Rate, read.Rate);
        Assert.Equal(noise.Samples, read.Samples);
    }

    [Fact]
    public void WhatIsTooLoudIsClipped() => Assert.Equal([32767, -32768, 16384], new Sound([1.5f, -2f, 0.5f], 8000).ToPcm());
}
