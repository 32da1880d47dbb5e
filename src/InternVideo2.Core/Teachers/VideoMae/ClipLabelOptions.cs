using InternVideo2.Training;

namespace InternVideo2.Teachers;

/// <summary>
/// How a motion teacher goes on learning from labels after VideoMAE: the second step of VideoMAE V2's progressive training (Wang et al. 2023, "VideoMAE
/// V2: Scaling Video Masked Autoencoders with Dual Masking", section 3.3, "post-pre-training"). There the labels are 710 actions; here they are factors
/// of the moving shapes.
/// </summary>
/// <remarks>
/// Needed because painting hidden pixels alone takes far longer than minutes to make motion readable: after 25,000 to 50,000 clips of 56 and of 28 pixels,
/// hidden to 75 or 90 %, a linear probe read 13 to 22 % of the eight motions off the encoder (chance 12.5), hardly more than off an untrained one
/// (13 to 20). What it knows of motion, a tiny teacher therefore knows from labels.
/// </remarks>
public sealed record ClipLabelOptions
{
    /// <summary>The encoder: the teacher's network.</summary>
    public required MotionTeacherOptions Encoder { get; init; }

    /// <summary>The factors that are learned, each with a linear head of its own. At least one.</summary>
    public IReadOnlyList<string> Factors { get; init; } = ["motion", "speed"];

    /// <summary>Share of the tokens that are left out at random, for speed and against learning by heart. In [0, 1).</summary>
    public double MaskRatio { get; init; } = 0.5;

    /// <summary>How long and how fast.</summary>
    public TrainerOptions Training { get; init; } = new();

    /// <summary>Throws when a member is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the member, its value and the allowed range.</exception>
    public void Validate()
    {
        Encoder.Validate();
        Training.Validate();
        Check(Factors.Count > 0, nameof(Factors), "empty", "at least one factor");
        Check(MaskRatio is >= 0 and < 1, nameof(MaskRatio), MaskRatio, "[0, 1)");
    }

    public bool Equals(ClipLabelOptions? other) => other is not null && ToString() == other.ToString();

    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    public override string ToString() => $"{nameof(ClipLabelOptions)} {{ {Encoder}, Factors = {string.Join(" ", Factors)}, MaskRatio = {MaskRatio}, {Training} }}";

    private static void Check(bool allowed, string member, object value, string range) =>
        OptionRange.Check(allowed, nameof(ClipLabelOptions), member, value, range);
}
