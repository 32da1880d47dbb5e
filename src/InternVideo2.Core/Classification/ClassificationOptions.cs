namespace InternVideo2.Classification;

/// <summary>What a classifier is trained for. The defaults are those of all official runs, fine-tuning and probing alike (stage 1, 9.5).</summary>
public sealed record ClassificationOptions
{
    /// <summary>Share of every label that is spread evenly over all classes. In [0, 1).</summary>
    public double LabelSmoothing { get; init; } = 0.1;

    public MixingOptions Mixing { get; init; } = new();

    public TrainedParts Trained { get; init; } = TrainedParts.Everything;

    /// <summary>Throws when a member is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the member, its value and the allowed range.</exception>
    public void Validate()
    {
        OptionRange.Check(LabelSmoothing is >= 0 and < 1, nameof(ClassificationOptions), nameof(LabelSmoothing), LabelSmoothing, "[0, 1)");
        Mixing.Validate();
        Trained.Validate();
    }
}
