namespace InternVideo2.Classification;

/// <summary>
/// How clips of a batch are mixed with one another during training (stage 1, 9.5). The defaults are those of all official fine-tuning and probing
/// runs.
/// </summary>
public sealed record MixingOptions
{
    /// <summary>Nothing is mixed.</summary>
    public static MixingOptions None { get; } = new() { Probability = 0 };

    /// <summary>α of mixup: λ ~ Beta(α, α). 0 (never mixup) … 4.</summary>
    public double MixupAlpha { get; init; } = 0.8;

    /// <summary>α of CutMix. 0 (never CutMix) … 4.</summary>
    public double CutMixAlpha { get; init; } = 1;

    /// <summary>How likely a batch is mixed. 0 … 1.</summary>
    public double Probability { get; init; } = 1;

    /// <summary>How likely it is CutMix, where both have an α. 0 … 1.</summary>
    public double SwitchProbability { get; init; } = 0.5;

    /// <summary>Whether a batch can be mixed at all.</summary>
    public bool Mixes => Probability > 0 && MixupAlpha + CutMixAlpha > 0;

    /// <summary>Throws when a member is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the member, its value and the allowed range.</exception>
    public void Validate()
    {
        Check(MixupAlpha is >= 0 and <= 4, nameof(MixupAlpha), MixupAlpha, "0 (off) … 4");
        Check(CutMixAlpha is >= 0 and <= 4, nameof(CutMixAlpha), CutMixAlpha, "0 (off) … 4");
        Check(Probability is >= 0 and <= 1, nameof(Probability), Probability, "0 … 1");
        Check(SwitchProbability is >= 0 and <= 1, nameof(SwitchProbability), SwitchProbability, "0 … 1");
    }

    private static void Check(bool allowed, string member, object value, string range) =>
        OptionRange.Check(allowed, nameof(MixingOptions), member, value, range);
}
