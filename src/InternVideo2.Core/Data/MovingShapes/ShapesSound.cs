namespace InternVideo2.Data.MovingShapes;

/// <summary>The sound of a clip: the melody, a pause, the spoken sentence.</summary>
public static class ShapesSound
{
    /// <summary>Second at which the sentence begins.</summary>
    public const double SpeechStart = 1.35;

    /// <summary>Samples of a clip.</summary>
    public const int Samples = ShapesMelody.SampleRate * ShapesScene.Frames / ShapesScene.FramesPerSecond;

    /// <summary>Three seconds at 16 kHz, mono.</summary>
    /// <param name="scene">The clip.</param>
    /// <param name="speech">The sentence at 16 kHz; what does not fit is cut off.</param>
    public static short[] Mix(ShapesScene scene, ReadOnlySpan<short> speech)
    {
        var sound = new short[Samples];
        var melody = ShapesMelody.Play(scene);
        for (var i = 0; i < melody.Length; i++)
        {
            sound[i] = (short)Math.Round(Math.Clamp(melody[i], -1f, 1f) * short.MaxValue);
        }

        var start = (int)(SpeechStart * ShapesMelody.SampleRate);
        speech[..Math.Min(speech.Length, Samples - start)].CopyTo(sound.AsSpan(start));
        return sound;
    }
}
