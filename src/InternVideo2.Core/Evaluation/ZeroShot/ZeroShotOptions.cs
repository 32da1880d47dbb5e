namespace InternVideo2.Evaluation;

/// <summary>How media are compared with classes that are known by name only (stage 2, 13.3).</summary>
public sealed record ZeroShotOptions
{
    /// <summary>What is said about a class; its score is the mean over all of them.</summary>
    public PromptTemplates Templates { get; init; } = PromptTemplates.Actions;

    /// <summary>Texts are cut to so many tokens, the class token included; 2 or more.</summary>
    public int MaxTextTokens { get; init; } = 32;

    /// <summary>Media encoded at a time, 1 or more.</summary>
    public int MediaBatch { get; init; } = 16;

    /// <summary>Texts encoded at a time, 1 or more.</summary>
    public int TextBatch { get; init; } = 256;

    /// <summary>What cosines are multiplied with inside the dual softmax, above 0; the release has 1.</summary>
    public double DualSoftmaxScale { get; init; } = 1;

    /// <summary>Throws when a member is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the member, its value and the allowed range.</exception>
    public void Validate()
    {
        OptionRange.Check(MaxTextTokens >= 2, nameof(ZeroShotOptions), nameof(MaxTextTokens), MaxTextTokens, "2 or more");
        OptionRange.Check(MediaBatch >= 1, nameof(ZeroShotOptions), nameof(MediaBatch), MediaBatch, "1 or more");
        OptionRange.Check(TextBatch >= 1, nameof(ZeroShotOptions), nameof(TextBatch), TextBatch, "1 or more");
        OptionRange.Check(double.IsFinite(DualSoftmaxScale) && DualSoftmaxScale > 0, nameof(ZeroShotOptions), nameof(DualSoftmaxScale), DualSoftmaxScale, "above 0");
    }
}
