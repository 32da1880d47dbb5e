using InternVideo2.Training;

namespace InternVideo2.Teachers;

/// <summary>
/// How a motion teacher is trained without labels: VideoMAE (Tong et al. 2022, "VideoMAE: Masked Autoencoders are Data-Efficient Learners for
/// Self-Supervised Video Pre-Training", sections 3 and 4). Tubes of patches are hidden; a shallow, narrow decoder paints their pixels from what the
/// encoder, the future teacher, made of the rest.
/// </summary>
public sealed record VideoMaeOptions
{
    /// <summary>The encoder: the teacher's network.</summary>
    public required MotionTeacherOptions Encoder { get; init; }

    /// <summary>Share of the places hidden, each at all times (tubes). In (0, 1). 0.9 in the paper, for 14 × 14 places.</summary>
    public double MaskRatio { get; init; } = 0.9;

    /// <summary>Channels of the decoder, about half the encoder's. A multiple of <see cref="DecoderHeads"/>.</summary>
    public int DecoderWidth { get; init; } = 512;

    /// <summary>Blocks of the decoder. 0 or more; 4 in the paper.</summary>
    public int DecoderDepth { get; init; } = 4;

    /// <summary>Attention heads of the decoder. 1 or more.</summary>
    public int DecoderHeads { get; init; } = 8;

    /// <summary>How long and how fast.</summary>
    public TrainerOptions Training { get; init; } = new() { Beta2 = 0.95 };

    /// <summary>Numbers of a patch: 3 · tubelet · P².</summary>
    public int PatchValues => 3 * Encoder.TubeletSize * Encoder.PatchSize * Encoder.PatchSize;

    /// <summary>Throws when a member is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the member, its value and the allowed range.</exception>
    public void Validate()
    {
        Encoder.Validate();
        Training.Validate();
        Check(DecoderHeads >= 1, nameof(DecoderHeads), DecoderHeads, "1 or more");
        Check(DecoderWidth >= 1 && DecoderWidth % DecoderHeads == 0, nameof(DecoderWidth), DecoderWidth, $"a multiple of {nameof(DecoderHeads)} = {DecoderHeads}");
        Check(DecoderDepth >= 0, nameof(DecoderDepth), DecoderDepth, "0 or more");
        var places = Encoder.Grid.PerTime;
        var hidden = (int)(MaskRatio * places);
        Check(MaskRatio is > 0 and < 1 && hidden >= 1, nameof(MaskRatio), MaskRatio, $"in (0, 1) and such that at least one of the {places} places is hidden");
    }

    private static void Check(bool allowed, string member, object value, string range) =>
        OptionRange.Check(allowed, nameof(VideoMaeOptions), member, value, range);
}
