using System.Diagnostics;
using InternVideo2.Audio;
using InternVideo2.Tests.Video;
using InternVideo2.Video;
using Xunit;

namespace InternVideo2.Tests.Audio;

/// <summary>Sound is read at the times of the pictures, whatever its channels, rate, beginning and end; files without sound are told apart from damaged ones.</summary>
public sealed class SoundReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("audio_8k_mono.mp4", 8000)]
    [InlineData("h264_cfr.mp4", 44100)]
    [InlineData("audio_only.mp4", 44100)]
    [InlineData("audio_51.mkv", 48000)]
    public void AnyChannelsAndRate(string name, int rate)
    {
        var sound = SoundReader.Read(EdgeClips.PathOf(name));

        Assert.Equal(rate, sound.Rate);
        Assert.Equal(4, sound.Seconds, 0.1);
        Assert.InRange(sound.Peak, 0.05f, 1.5f);
    }

    [Fact]
    public void WhatBeginsLateIsPrecededBySilence()
    {
        var sound = SoundReader.Read(EdgeClips.PathOf("audio_late.mkv"));

        Assert.Equal(0, sound.Between(0, 0.45).Peak);
        Assert.InRange(sound.Between(0.6, 1).Peak, 0.05f, 1.5f);
        Assert.Equal(4.5, sound.Seconds, 0.05);
    }

    [Fact]
    public void WhatEndsEarlyIsShorter()
    {
        var path = EdgeClips.PathOf("audio_shorter.mkv");

        Assert.Equal(2, SoundReader.Read(path, 0, 4).Seconds, 0.1);
        Assert.Equal(0.5, SoundReader.Read(path, 1.5, 4).Seconds, 0.1);
        Assert.Empty(SoundReader.Read(path, 3, 4).Samples);
        Assert.Empty(SoundReader.Read(path, 1e12, 1e300).Samples);
    }

    [Fact]
    public void APartIsThatPartOfTheWhole()
    {
        var path = EdgeClips.PathOf("audio_late.mkv");
        var whole = SoundReader.Read(path);

        var part = SoundReader.Read(path, 0.4, 1.3);

        Assert.Equal(whole.Between(0.4, 1.3).Samples, part.Samples);
        Assert.Equal((int)Math.Round(0.9 * 44100), part.Samples.Length);
    }

    [Fact]
    public void TwoChannelsAreAveragedAndOfMoreTheFirstIsTaken()
    {
        var stereo = Make("stereo.wav", "aevalsrc=0.5|0.25:s=16000:d=0.1");
        var surround = Make("surround.wav", "aevalsrc=0.5|0.25|0.25|0.25|0.25|0.25:c=5.1:s=16000:d=0.1");

        Assert.Equal(0.375f, SoundReader.Read(stereo).Samples[100], 0.001f);
        Assert.Equal(0.5f, SoundReader.Read(surround).Samples[100], 0.001f);
        Assert.Equal(0.5f, SoundReader.Read(stereo, options: new() { Channels = ChannelMix.First }).Samples[100], 0.001f);
        Assert.Equal(1.75f / 6, SoundReader.Read(surround, options: new() { Channels = ChannelMix.Mean }).Samples[100], 0.001f);
    }

    [Theory]
    [InlineData("tone.flac")]
    [InlineData("tone.mp3")]
    [InlineData("tone.ogg")]
    [InlineData("tone.g722")]
    public void FilesOfSoundAlone(string name)
    {
        var sound = SoundReader.Read(Make(name, "sine=440:r=16000:d=0.5"));

        Assert.Equal(16000, sound.Rate);
        Assert.Equal(0.5, sound.Seconds, 0.1);
        Assert.InRange(sound.Peak, 0.08f, 0.2f);
    }

    [Fact]
    public void AnOddRateStays()
    {
        Assert.Equal(12345, SoundReader.Read(Make("odd.wav", "sine=440:r=12345:d=0.2")).Rate);
    }

    [Fact]
    public void SilenceIsSound()
    {
        var sound = SoundReader.Read(Make("silence.wav", "anullsrc=r=16000:cl=mono:d=0.2"));

        Assert.Equal(3200, sound.Samples.Length);
        Assert.Equal(0, sound.Peak);
    }

    [Fact]
    public void AFileWithoutSoundIsToldApart()
    {
        var path = EdgeClips.PathOf("noaudio.mp4");

        Assert.Null(SoundReader.ReadIfAny(path));
        var e = Assert.Throws<VideoException>(() => SoundReader.Read(path));
        Assert.Equal(VideoFault.NoAudioStream, e.Fault);
        Assert.Contains("noaudio.mp4: the file has no audio stream", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text_not_video.mp4", VideoFault.NotSound)]
    [InlineData("truncated_no_moov.mp4", VideoFault.NotSound)]
    [InlineData("empty.mp4", VideoFault.Empty)]
    [InlineData("no_such_file.mp4", VideoFault.Missing)]
    public void OtherFilesAreRefused(string name, VideoFault fault) =>
        Assert.Equal(fault, Assert.Throws<VideoException>(() => SoundReader.ReadIfAny(EdgeClips.PathOf(name))).Fault);

    [Fact]
    public void AListOfFilesIsNotFollowed()
    {
        File.Copy(EdgeClips.PathOf("audio_only.mp4"), _folder.File("sound.mp4"));
        var list = _folder.File("list.ffconcat");
        File.WriteAllText(list, "ffconcat version 1.0\nfile sound.mp4\n");

        Assert.Equal(VideoFault.NotSound, Assert.Throws<VideoException>(() => SoundReader.Read(list)).Fault);
    }

    [Fact]
    public void DamageCostsOnlyWhatIsDamaged()
    {
        var bytes = File.ReadAllBytes(EdgeClips.PathOf("audio_late.mkv"));
        var path = _folder.File("cut.mkv");
        File.WriteAllBytes(path, bytes[..(bytes.Length / 2)]);

        var sound = SoundReader.Read(path);

        Assert.InRange(sound.Seconds, 1, 4);
        Assert.InRange(sound.Peak, 0.05f, 1.5f);
    }

    [Fact]
    public void LimitsAreKept()
    {
        var path = EdgeClips.PathOf("audio_only.mp4");

        var e = Assert.Throws<VideoException>(() => SoundReader.Read(path, options: new() { MaxSamples = 1000 }));

        Assert.Equal(VideoFault.TooLarge, e.Fault);
        Assert.Equal(1000, SoundReader.Read(path, 0, 1000.0 / 44100, new() { MaxSamples = 1000 }).Samples.Length);
        Assert.Equal(VideoFault.ToolMissing, Assert.Throws<VideoException>(() => SoundReader.Read(path, options: new() { Ffmpeg = "no-such-program" })).Fault);
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(() => SoundReader.Read(path, cancellation: cancelled.Token));
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(2, 1)]
    [InlineData(double.NaN, 1)]
    [InlineData(0, double.NaN)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity)]
    public void TimesAreChecked(double start, double end) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => SoundReader.Read(EdgeClips.PathOf("audio_only.mp4"), start, end));

    private string Make(string name, string source)
    {
        var path = _folder.File(name);
        using var process = Process.Start("ffmpeg", ["-nostdin", "-loglevel", "error", "-f", "lavfi", "-i", source, path]);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return path;
    }
}
