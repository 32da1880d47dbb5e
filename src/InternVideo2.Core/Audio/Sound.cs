namespace InternVideo2.Audio;

/// <summary>One channel of sound.</summary>
/// <param name="Samples">Amplitudes, −1 … 1 as a rule; louder recordings go beyond. Not to be changed.</param>
/// <param name="Rate">Samples per second.</param>
public sealed record Sound(float[] Samples, int Rate)
{
    /// <summary>Length in seconds.</summary>
    public double Seconds => Samples.Length / (double)Rate;

    /// <summary>Largest amplitude, sign removed; 0 for silence and for no samples at all.</summary>
    public float Peak => Samples.Length == 0 ? 0 : Samples.Max(Math.Abs);

    /// <summary>Sound from 16-bit samples: divided by 32768.</summary>
    public static Sound FromPcm(ReadOnlySpan<short> samples, int rate)
    {
        var floats = new float[samples.Length];
        for (var i = 0; i < floats.Length; i++) floats[i] = samples[i] / 32768f;
        return new Sound(floats, rate);
    }

    /// <summary>The same as 16-bit samples. What is louder than full scale is clipped.</summary>
    public short[] ToPcm() => Array.ConvertAll(Samples, sample => (short)Math.Round(Math.Clamp(sample * 32768, short.MinValue, short.MaxValue)));

    /// <summary>The part between two times; what lies beyond the sound's own end is not there.</summary>
    /// <param name="start">Seconds, 0 or more.</param>
    /// <param name="end">Seconds, <paramref name="start"/> or more; may be infinite.</param>
    public Sound Between(double start, double end)
    {
        var (first, beyond) = SoundSpan.Check(start, end).Samples(Rate, Samples.Length);
        return new Sound(Samples[(int)first..(int)beyond], Rate);
    }

    /// <summary>The same sound at another rate (<see cref="Resampler"/>).</summary>
    public Sound At(int rate) => rate == Rate ? this : new Sound(Resampler.Between(Rate, rate).Resample(Samples), rate);
}
