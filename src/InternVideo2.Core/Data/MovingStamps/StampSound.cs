using InternVideo2.Data.MovingShapes;

namespace InternVideo2.Data.MovingStamps;

/// <summary>The sound of a clip: the spoken name, a pause, the animal.</summary>
internal static class StampSound
{
    private const int Rate = ShapesMelody.SampleRate;

    /// <summary>Three seconds at 16 kHz, mono. What does not fit is faded out.</summary>
    public static short[] Mix(ReadOnlySpan<short> speech, ReadOnlySpan<short> sound)
    {
        var mixed = new short[ShapesSound.Samples];
        Place(speech, Rate / 10, mixed);

        // The name ends before the animal is heard, and the animal always begins at the same time unless the name is long.
        Place(sound, Math.Min(Math.Max(Rate * 12 / 10, (Rate / 5) + speech.Length), mixed.Length), mixed);
        return mixed;
    }

    private static void Place(ReadOnlySpan<short> source, int start, Span<short> mixed)
    {
        const int Fade = Rate / 20;
        var room = mixed.Length - start;
        for (var i = 0; i < Math.Min(source.Length, room); i++)
        {
            var loudness = source.Length > room ? Math.Min(1, (room - i) / (double)Fade) : 1;
            mixed[start + i] = (short)(source[i] * loudness);
        }
    }
}
