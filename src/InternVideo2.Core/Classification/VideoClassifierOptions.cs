using InternVideo2.Encoders;

namespace InternVideo2.Classification;

/// <summary>
/// A <see cref="VideoClassifier"/>: an encoder and how its output becomes class scores (stage 1, 9.1–9.3). Fine-tuning, attentive probing and
/// merged-feature probing are variants of this one model.
/// </summary>
public sealed partial record VideoClassifierOptions
{
    public required VideoEncoderOptions Encoder { get; init; }

    /// <summary>Number of classes. 2 or more.</summary>
    public required int Classes { get; init; }

    /// <summary>Whether the pooled vector passes a residual MLP of four times its width first: the attentive probe of SSV2 (stage 1, 9.2).</summary>
    public bool ExtraMlp { get; init; }

    /// <summary>What the head sees. Official linear probes of SSV2: <see cref="HeadInput.ClassFramesPooled"/>.</summary>
    public HeadInput Input { get; init; } = HeadInput.Pooled;

    /// <summary>How token vectors are normalised before the head. Ignored with <see cref="HeadInput.Pooled"/>.</summary>
    public MergeNorm MergeNorm { get; init; } = MergeNorm.Layer;

    /// <summary>Dropout rate of the head's input (fc_drop_rate). In [0, 1).</summary>
    public double HeadDropout { get; init; }

    /// <summary>Factor of the head's first weights, so that training starts from nearly equal scores. 0 or more.</summary>
    public double HeadScale { get; init; } = 0.001;

    /// <summary>Throws when a member is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the member, its value and the allowed range.</exception>
    public void Validate()
    {
        Encoder.Validate();
        OptionRange.Check(Encoder.PooledWidth > 0, nameof(VideoClassifierOptions), nameof(Encoder) + "." + nameof(Encoder.PooledWidth), Encoder.PooledWidth, "1 or more");
        Check(Classes >= 2, nameof(Classes), Classes, "2 or more");
        Check(Enum.IsDefined(Input), nameof(Input), Input, string.Join(", ", Enum.GetNames<HeadInput>()));
        Check(Enum.IsDefined(MergeNorm), nameof(MergeNorm), MergeNorm, string.Join(", ", Enum.GetNames<MergeNorm>()));
        Check(HeadDropout is >= 0 and < 1, nameof(HeadDropout), HeadDropout, "[0, 1)");
        Check(HeadScale >= 0 && double.IsFinite(HeadScale), nameof(HeadScale), HeadScale, "0 or more");
    }

    private static void Check(bool allowed, string member, object value, string range) =>
        OptionRange.Check(allowed, nameof(VideoClassifierOptions), member, value, range);
}
