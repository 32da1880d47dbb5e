using System.Buffers.Binary;
using InternVideo2.Audio;
using Xunit;

namespace InternVideo2.Notebook.Tests.Sounds;

/// <summary>Sounds can be played, seen over time and over pitch, and read as text where nothing else is shown.</summary>
public sealed class SoundViewTests
{
    private static readonly Sound s_tone = new([.. Enumerable.Range(0, 8000).Select(i => (float)(0.5 * Math.Sin(2 * Math.PI * 440 * i / 16000)))], 16000);

    [Fact]
    public void APlayerHoldsTheWholeSoundAndSaysWhatItIs()
    {
        var player = new SoundPlayer(s_tone, "a tone of <440> Hz");
        var (wave, bundle) = (player.ToWave(), player.ToMimeBundle());

        Assert.Equal(44 + 16000, wave.Length);
        Assert.Equal(16000, BinaryPrimitives.ReadInt32LittleEndian(wave.AsSpan(24)));
        Assert.Equal(s_tone.Samples[100], BinaryPrimitives.ReadInt16LittleEndian(wave.AsSpan(44 + 200)) / 32768f, 0.0001f);
        Assert.StartsWith("♪ a tone of <440> Hz (0.50 s, 16000 samples a second, peak 0.50)\n", bundle["text/plain"]);
        Assert.Contains("<audio controls src=\"data:audio/wav;base64," + Convert.ToBase64String(wave), bundle["text/html"]);
        Assert.Contains("a tone of &lt;440&gt; Hz", bundle["text/html"]);
    }

    [Fact]
    public void NothingIsPlayedAsNothing() => Assert.Equal("♪ 0.00 s, 16000 samples a second, peak 0.00", new SoundPlayer(new Sound([], 16000)).ToString());

    [Fact]
    public void ASoundThatIsTooLongForANotebookIsRefused()
    {
        var e = Assert.Throws<ArgumentException>(() => new SoundPlayer(new Sound(new float[130 * 8000], 8000)));

        Assert.Contains("lasts 130 s", e.Message);
    }

    [Fact]
    public void AWaveformSpansTheTimeAndTheAmplitudes()
    {
        var trace = Assert.IsType<ScatterTrace>(Assert.Single(SoundFigure.Waveform(s_tone, "Tone").Data));

        Assert.InRange(trace.X[^1], 0.49, 0.5);
        Assert.InRange(trace.Y.Max(), 0.49, 0.51);
        Assert.InRange(trace.Y.Min(), -0.51, -0.49);
        Assert.InRange(trace.Y.Count, 100, 1400);
        Assert.Throws<ArgumentException>(() => SoundFigure.Waveform(new Sound([], 16000), "Nothing"));
    }

    [Fact]
    public void ASpectrogramShowsTimeAndPitchWhereTheyAre()
    {
        var logMel = new LogMel(new() { Seconds = 0.5 });
        using var features = logMel.Features(s_tone);

        var figure = SoundFigure.Spectrogram(features, logMel.Options, "Tone", patch: 16);

        var picture = Assert.IsType<HeatmapTrace>(figure.Data[0]);
        Assert.Equal((64, 48), (picture.Z.Count, picture.Z[0].Count));
        Assert.Equal(0.01, picture.Dx, 1e-9);
        var loudest = Enumerable.Range(0, 64).MaxBy(band => picture.Z[band].Average());
        var (marks, labels) = (figure.Layout.Yaxis.Tickvals!, figure.Layout.Yaxis.Ticktext!);
        Assert.InRange(loudest, marks[labels.ToList().IndexOf("250")], marks[labels.ToList().IndexOf("500")]);
        Assert.Equal((4 + 5) * 3, Assert.IsType<ScatterTrace>(figure.Data[1]).X.Count);
        Assert.Contains("bands × windows: 64 × 48 values", figure.ToString());
        Assert.Throws<ArgumentException>(() => SoundFigure.Spectrogram(features.t(), logMel.Options, "Turned"));
    }
}
