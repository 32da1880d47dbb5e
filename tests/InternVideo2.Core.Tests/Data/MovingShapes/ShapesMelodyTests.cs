using InternVideo2.Data.MovingShapes;
using Xunit;

namespace InternVideo2.Tests.Data.MovingShapes;

/// <summary>The melody has the notes that the labels say, no instrument sounds like another, and speech begins when the melody is over.</summary>
public sealed class ShapesMelodyTests
{
    private static ShapesScene Scene(ShapeInstrument instrument, ShapeContour contour, ShapeTempo tempo)
    {
        var scene = ShapesScene.Draw(0, 0, ShapesSplit.Independent);
        return scene with { Factors = scene.Factors with { Instrument = instrument, Contour = contour, Tempo = tempo }, StartHertz = 320 };
    }

    // Cycles per second from upward zero crossings, in the middle of a note; enough for a flute, which is nearly a sine.
    private static double Pitch(float[] samples, double from, double to)
    {
        var part = samples[(int)(from * ShapesMelody.SampleRate)..(int)(to * ShapesMelody.SampleRate)];
        return part.Zip(part.Skip(1)).Count(pair => pair.First < 0 && pair.Second >= 0) / (to - from);
    }

    [Theory]
    [InlineData(ShapeContour.Steady, ShapeTempo.Slow, 320, 320)]
    [InlineData(ShapeContour.Rising, ShapeTempo.Slow, 320, 427.2)] // five semitones
    [InlineData(ShapeContour.Falling, ShapeTempo.Slow, 320, 239.7)]
    [InlineData(ShapeContour.Rising, ShapeTempo.Fast, 369.7, 427.2)] // two and a half each; the first note is over
    public void Notes_follow_contour_and_tempo(ShapeContour contour, ShapeTempo tempo, double early, double late)
    {
        var samples = ShapesMelody.Play(Scene(ShapeInstrument.Flute, contour, tempo));

        Assert.Equal(early, Pitch(samples, tempo == ShapeTempo.Slow ? 0.05 : 0.27, 0.45), 12.0);
        Assert.Equal(late, Pitch(samples, 0.52, tempo == ShapeTempo.Slow ? 0.95 : 0.72), 12.0);
    }

    [Fact]
    public void Instruments_differ_and_none_is_cut_off()
    {
        var sounds = Enum.GetValues<ShapeInstrument>().Select(i => ShapesMelody.Play(Scene(i, ShapeContour.Steady, ShapeTempo.Fast))).ToList();

        Assert.All(sounds, sound => Assert.InRange(sound.Max(Math.Abs), 0.15f, 0.99f));
        Assert.All(sounds, sound => Assert.Equal(20_000, sound.Length));
        for (var i = 0; i < sounds.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                Assert.True(Math.Abs(Correlation(sounds[i], sounds[j])) < 0.95, $"{(ShapeInstrument)i} is {(ShapeInstrument)j}");
            }
        }
    }

    [Fact]
    public void Speech_begins_after_a_pause_and_is_cut_at_the_end()
    {
        var speech = Enumerable.Repeat((short)1000, 40_000).ToArray();

        var sound = ShapesSound.Mix(Scene(ShapeInstrument.Organ, ShapeContour.Steady, ShapeTempo.Slow), speech);

        Assert.Equal(48_000, sound.Length);
        Assert.Contains(sound[..20_000], s => Math.Abs((int)s) > 5000);
        Assert.All(sound[20_000..21_600], s => Assert.Equal(0, s));
        Assert.All(sound[21_600..], s => Assert.Equal(1000, s));
    }

    private static double Correlation(float[] a, float[] b) =>
        a.Zip(b).Sum(p => (double)p.First * p.Second) / Math.Sqrt(a.Sum(v => (double)v * v) * b.Sum(v => (double)v * v));
}
