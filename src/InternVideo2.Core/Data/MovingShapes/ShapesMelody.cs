namespace InternVideo2.Data.MovingShapes;

/// <summary>Plays a scene's melody: equal notes at the tempo, each a fixed number of semitones above or below the one before.</summary>
public static class ShapesMelody
{
    /// <summary>Samples per second of all sound of the set.</summary>
    public const int SampleRate = 16_000;

    /// <summary>Seconds of the melody; speech follows later, because a recogniser hardly understands words under music.</summary>
    public const double Seconds = 1.25;

    private const double Loudness = 0.4;

    /// <summary>The melody's samples, −1 … 1.</summary>
    public static float[] Play(ShapesScene scene)
    {
        var samples = new float[(int)(Seconds * SampleRate)];
        var slow = scene.Factors.Tempo == ShapeTempo.Slow;
        var noteLength = SampleRate / (slow ? 2 : 4);
        var semitones = scene.Factors.Contour switch
        {
            ShapeContour.Rising => slow ? 5 : 2.5,
            ShapeContour.Falling => slow ? -5 : -2.5,
            _ => 0.0,
        };
        for (var note = 0; note * noteLength < samples.Length; note++)
        {
            var hertz = scene.StartHertz * Math.Pow(2, note * semitones / 12);
            Play(scene.Factors.Instrument, hertz, samples.AsSpan(note * noteLength, Math.Min(noteLength, samples.Length - (note * noteLength))));
        }

        return samples;
    }

    private static void Play(ShapeInstrument instrument, double hertz, Span<float> target)
    {
        for (var i = 0; i < target.Length; i++)
        {
            var seconds = i / (double)SampleRate;

            // 8 ms in, 20 ms out: no clicks between notes.
            var edge = Math.Min(1, Math.Min(seconds / 0.008, (target.Length - i) / (0.02 * SampleRate)));
            target[i] = (float)(Loudness * edge * Tone(instrument, hertz, seconds));
        }
    }

    private static double Tone(ShapeInstrument instrument, double hertz, double seconds)
    {
        var turn = 2 * Math.PI * hertz * seconds;
        return instrument switch
        {
            ShapeInstrument.Flute => Math.Sin(turn + (0.3 * Math.Sin(2 * Math.PI * 5.5 * seconds))) + (0.08 * Math.Sin(2 * turn)),
            ShapeInstrument.Organ => 0.45 * (Math.Sin(turn) + (0.8 * Math.Sin(2 * turn)) + (0.5 * Math.Sin(4 * turn)) + (0.3 * Math.Sin(8 * turn))),
            ShapeInstrument.Bell =>
                (0.6 * Math.Exp(-5 * seconds) * Math.Sin(turn)) + (0.5 * Math.Exp(-8 * seconds) * Math.Sin(2.76 * turn)) + (0.35 * Math.Exp(-12 * seconds) * Math.Sin(5.4 * turn)),
            ShapeInstrument.String => Plucked(turn, seconds),
            // A skin that is struck: it begins higher than it dies away.
            ShapeInstrument.Drum => Math.Exp(-14 * seconds) * Math.Sin((0.5 * turn) + (2 * Math.PI * hertz * 0.01 * (1 - Math.Exp(-40 * seconds)))),
            ShapeInstrument.Buzzer => 0.5 * Square(hertz, seconds),
            _ => throw new ArgumentOutOfRangeException(nameof(instrument), instrument, "There is no such instrument."),
        };
    }

    // Higher partials are weaker and die sooner.
    private static double Plucked(double turn, double seconds)
    {
        var sum = 0.0;
        for (var partial = 1; partial <= 8; partial++)
        {
            sum += Math.Exp(-2.5 * partial * seconds) * Math.Sin(partial * turn) / partial;
        }

        return 0.7 * sum;
    }

    // The odd partials below half the sample rate: a square wave without aliases.
    private static double Square(double hertz, double seconds)
    {
        var sum = 0.0;
        for (var partial = 1; partial * hertz < SampleRate / 2.0; partial += 2)
        {
            sum += Math.Sin(2 * Math.PI * partial * hertz * seconds) / partial;
        }

        return 4 / Math.PI * sum;
    }
}
