using InternVideo2.Data;
using static TorchSharp.torch;

namespace InternVideo2.Audio;

/// <summary>
/// Makes the audio encoder's input from sound: one rate, one length, log-mel energies, normalised (stage 2, 12). Thread-safe.
/// </summary>
/// <remarks>
/// A sound of no samples, or none at all, gives nothing but padding. One shorter than an analysis window is followed by silence up to one window, so that it
/// is heard; the reference fails there. Silence gives the finite floor ln 2⁻²³.
/// </remarks>
public sealed class LogMel
{
    private readonly FilterBank _filters;

    /// <param name="options">Sizes and rules; validated here. Null: those of the released model.</param>
    public LogMel(LogMelOptions? options = null)
    {
        Options = options ?? new LogMelOptions();
        Options.Validate();
        _filters = new FilterBank(Options);
    }

    public LogMelOptions Options { get; }

    /// <summary>The model's window of a sound, normalised and padded.</summary>
    /// <param name="sound">Any rate and length; null: there is none.</param>
    /// <param name="draws">Where <see cref="SoundCrop.Random"/> begins; null: at the beginning.</param>
    /// <returns>F × M float32 on the CPU, F = <see cref="LogMelOptions.Frames"/>. Owned by the caller.</returns>
    public Tensor Features(Sound? sound, SeededRandom? draws = null)
    {
        var samples = sound is null ? [] : Window(sound.At(Options.Rate).Samples, draws);
        using var scope = NewDisposeScope();
        if (Options.Padding == SoundPadding.Silence)
        {
            var whole = new float[Options.Samples];
            samples.CopyTo(whole);
            return scope.MoveToOuter(Normalise(_filters.Energies(whole)));
        }

        var padded = zeros(Options.Frames, Options.Bins);
        if (samples.Length > 0)
        {
            var heard = Normalise(_filters.Energies(AtLeastOneWindow(samples)));
            padded.narrow(0, 0, heard.shape[0]).copy_(heard);
        }

        return scope.MoveToOuter(padded);
    }

    /// <summary>The whole sound, neither cut nor padded nor normalised: natural logarithms of energies.</summary>
    /// <param name="sound">Any rate; at least one sample.</param>
    /// <returns>m × M float32, m = <see cref="LogMelOptions.FrameCount"/> of its samples, at least 1. Owned by the caller.</returns>
    /// <exception cref="ArgumentException">There is no sample.</exception>
    public Tensor Energies(Sound sound)
    {
        var samples = sound.At(Options.Rate).Samples;
        if (samples.Length == 0) throw new ArgumentException("The sound has no samples, so it has no energies.", nameof(sound));
        return _filters.Energies(AtLeastOneWindow(samples));
    }

    /// <summary>(energies − mean) / 2σ.</summary>
    /// <param name="energies">Of any shape; stays the caller's.</param>
    /// <returns>The same shape. Owned by the caller.</returns>
    public Tensor Normalise(Tensor energies)
    {
        using var centred = energies.sub(Options.Mean);
        return centred.div(2 * Options.Deviation);
    }

    private ReadOnlySpan<float> AtLeastOneWindow(ReadOnlySpan<float> samples)
    {
        if (samples.Length >= Options.WindowSamples) return samples;
        var longer = new float[Options.WindowSamples];
        samples.CopyTo(longer);
        return longer;
    }

    private ReadOnlySpan<float> Window(float[] samples, SeededRandom? draws)
    {
        var spare = samples.Length - Options.Samples;
        if (spare <= 0) return samples;
        var start = Options.Crop == SoundCrop.Random && draws is not null ? draws.Next(spare + 1) : 0;
        return samples.AsSpan(start, Options.Samples);
    }
}
