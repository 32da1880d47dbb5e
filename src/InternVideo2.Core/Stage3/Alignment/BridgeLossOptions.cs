using InternVideo2.MediaText;

namespace InternVideo2.Stage3;

/// <summary>What sub-stage 3.1 learns (stage 3, 4). The defaults are the release's.</summary>
public sealed record BridgeLossOptions
{
    /// <summary>Weight of the contrast of media with texts. 0 (left out) or more.</summary>
    public double Contrast { get; init; } = 1;

    /// <summary>Weight of matching pairs. 0 (left out) or more.</summary>
    public double Matching { get; init; } = 1;

    /// <summary>Weight of writing captions. 0 (left out) or more.</summary>
    public double Caption { get; init; } = 1;

    /// <summary>What becomes of a medium's similarities, one for each query.</summary>
    public VectorMerge Merge { get; init; } = VectorMerge.Mean;

    /// <summary>The share of a caption's target that is spread evenly over the vocabulary. In [0, 1).</summary>
    public double LabelSmoothing { get; init; } = 0.1;

    /// <summary>
    /// Whether wrong pairs that look alike are likelier to be drawn, as in the release. In small models matching learns sooner when all are equally likely.
    /// </summary>
    public bool HardNegatives { get; init; } = true;

    /// <summary>Added to the shares by which hard negatives are drawn. 0 or more.</summary>
    public double NegativeFloor { get; init; } = 1e-4;

    /// <summary>What the temperature never falls below. Above 0.</summary>
    public double LowestTemperature { get; init; } = 0.001;

    /// <summary>What it never rises above. At least <see cref="LowestTemperature"/>.</summary>
    public double HighestTemperature { get; init; } = 0.5;

    /// <summary>Tokens of a caption, class token and separator included; all are filled up to it. 2 or more.</summary>
    public int MaxTokens { get; init; } = 32;

    /// <summary>The column of captions, where a batch has several.</summary>
    public string Captions { get; init; } = "caption";

    /// <summary>Whether the vision encoder stays as it is, as in the release.</summary>
    public bool FreezeVision { get; init; } = true;

    /// <summary>Throws when a member is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the member, its value and the allowed range.</exception>
    public void Validate()
    {
        Check(Contrast >= 0 && double.IsFinite(Contrast), nameof(Contrast), Contrast, "0 or more");
        Check(Matching >= 0 && double.IsFinite(Matching), nameof(Matching), Matching, "0 or more");
        Check(Caption >= 0 && double.IsFinite(Caption), nameof(Caption), Caption, "0 or more");
        Check(Contrast + Matching + Caption > 0, nameof(Contrast), Contrast, $"above 0 when {nameof(Matching)} and {nameof(Caption)} are 0");
        Check(Enum.IsDefined(Merge), nameof(Merge), Merge, string.Join(", ", Enum.GetNames<VectorMerge>()));
        Check(LabelSmoothing is >= 0 and < 1, nameof(LabelSmoothing), LabelSmoothing, "[0, 1)");
        Check(NegativeFloor >= 0, nameof(NegativeFloor), NegativeFloor, "0 or more");
        Check(LowestTemperature > 0, nameof(LowestTemperature), LowestTemperature, "above 0");
        Check(HighestTemperature >= LowestTemperature, nameof(HighestTemperature), HighestTemperature, $"at least {nameof(LowestTemperature)} = {LowestTemperature}");
        Check(MaxTokens >= 2, nameof(MaxTokens), MaxTokens, "2 or more");
    }

    private static void Check(bool allowed, string member, object value, string range) =>
        OptionRange.Check(allowed, nameof(BridgeLossOptions), member, value, range);
}
