namespace InternVideo2.Audio;

/// <summary>What stands behind the end of a sound that is shorter than the model's window.</summary>
public enum SoundPadding
{
    /// <summary>
    /// Zeros after normalisation, the mean of the training data: what the released model saw behind the sound of videos. The default for all sounds.
    /// </summary>
    MeanFeatures,

    /// <summary>Silence, whose normalised features are (ln 2⁻²³ − mean) / 2σ = −2.39: what the released loader of sound files does.</summary>
    Silence,
}

/// <summary>Which part of a sound is kept that is longer than the model's window.</summary>
public enum SoundCrop
{
    /// <summary>From the beginning: for evaluation, and wherever no draw is given.</summary>
    First,

    /// <summary>
    /// From a place that is drawn, mono or stereo. (The released loader of sound files draws for stereo files only, by accident: stage 2, 18.16.)
    /// </summary>
    Random,
}

/// <summary>
/// How sound becomes the picture of time and pitch that the audio encoder sees (stage 2, 12). The defaults are those of the released model, at whose
/// widths 10 s give 998 × 64.
/// </summary>
public sealed record LogMelOptions
{
    /// <summary>M, mel bands. Default 64, as stage 2 feeds them; 128 as the public BEATs checkpoints were trained. Range 1 … 256.</summary>
    public int Bins { get; init; } = 64;

    /// <summary>Samples per second that the filters are made for; other sounds are resampled. Default 16000; range 1000 … 192000.</summary>
    public int Rate { get; init; } = 16_000;

    /// <summary>Length of the model's window in seconds. Default 10; range: one analysis window, 25 ms, up to an hour.</summary>
    public double Seconds { get; init; } = 10;

    /// <summary>What stands behind a short sound. Default: zeros after normalisation.</summary>
    public SoundPadding Padding { get; init; } = SoundPadding.MeanFeatures;

    /// <summary>What is kept of a long one. Default: the first part.</summary>
    public SoundCrop Crop { get; init; } = SoundCrop.First;

    /// <summary>Mean of the features over the training data; subtracted. Default 15.41663; finite.</summary>
    public double Mean { get; init; } = 15.41663;

    /// <summary>Their standard deviation σ; they are divided by 2σ. Default 6.55582; above 0.</summary>
    public double Deviation { get; init; } = 6.55582;

    /// <summary>Samples of an analysis window: 25 ms.</summary>
    public int WindowSamples => Rate * 25 / 1000;

    /// <summary>Samples from one analysis window to the next: 10 ms.</summary>
    public int ShiftSamples => Rate / 100;

    /// <summary>Samples of the model's window.</summary>
    public int Samples => (int)Math.Round(Seconds * Rate);

    /// <summary>F, rows of the features.</summary>
    public int Frames => FrameCount(Samples);

    /// <summary>Complete analysis windows in a number of samples.</summary>
    public int FrameCount(int samples) => samples < WindowSamples ? 0 : 1 + ((samples - WindowSamples) / ShiftSamples);

    /// <summary>Throws when a member is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the member, its value and the allowed range.</exception>
    public void Validate()
    {
        Check(Bins is >= 1 and <= 256, nameof(Bins), Bins, "1 … 256");
        Check(Rate is >= 1000 and <= 192_000, nameof(Rate), Rate, "1000 … 192000");
        Check(Seconds is >= 0.025 and <= 3600, nameof(Seconds), Seconds, "0.025 … 3600");
        Check(Enum.IsDefined(Padding), nameof(Padding), Padding, "a named value");
        Check(Enum.IsDefined(Crop), nameof(Crop), Crop, "a named value");
        Check(double.IsFinite(Mean), nameof(Mean), Mean, "any finite number");
        Check(Deviation > 0 && double.IsFinite(Deviation), nameof(Deviation), Deviation, "above 0");
    }

    private static void Check(bool allowed, string member, object value, string range) =>
        OptionRange.Check(allowed, nameof(LogMelOptions), member, value, range);
}
