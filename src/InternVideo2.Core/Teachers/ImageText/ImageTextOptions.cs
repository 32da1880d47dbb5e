using InternVideo2.Encoders;
using InternVideo2.Training;

namespace InternVideo2.Teachers;

/// <summary>
/// How a spatial teacher is trained from captioned pictures: contrastively, as CLIP (Radford et al. 2021, "Learning Transferable Visual Models From
/// Natural Language Supervision", section 2.3) and as InternVL, the official teacher. A picture and its caption become vectors of one space, near
/// each other and far from those of other pairs.
/// </summary>
public sealed record ImageTextOptions
{
    /// <summary>The image tower: the teacher's network. Its pooled vector is what is compared with the caption's.</summary>
    public required SpatialTeacherOptions Image { get; init; }

    /// <summary>Channels of the text tower. A multiple of <see cref="TextHeads"/>.</summary>
    public int TextWidth { get; init; } = 64;

    /// <summary>Blocks of the text tower. 1 or more.</summary>
    public int TextDepth { get; init; } = 2;

    /// <summary>Attention heads of its blocks and its pooling. 1 or more.</summary>
    public int TextHeads { get; init; } = 4;

    /// <summary>Temperature at the start, in (0, 1]; it is learned. 0.07 in the paper.</summary>
    public double Temperature { get; init; } = 0.07;

    /// <summary>The column of captions that is learned from.</summary>
    public string CaptionColumn { get; init; } = "selected_video_caption";

    /// <summary>How long and how fast.</summary>
    public TrainerOptions Training { get; init; } = new();

    /// <summary>Throws when a member is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the member, its value and the allowed range.</exception>
    public void Validate()
    {
        Image.Validate();
        Training.Validate();
        Check(Image.IsImage, nameof(Image), Image.Encoder.Positions, $"{nameof(PositionKind)}.{nameof(PositionKind.Image)} positions: an image network");
        Check(TextHeads >= 1, nameof(TextHeads), TextHeads, "1 or more");
        Check(TextWidth >= 1 && TextWidth % TextHeads == 0, nameof(TextWidth), TextWidth, $"a multiple of {nameof(TextHeads)} = {TextHeads}");
        Check(TextDepth >= 1, nameof(TextDepth), TextDepth, "1 or more");
        Check(Temperature is > 0 and <= 1, nameof(Temperature), Temperature, "in (0, 1]");
        Check(CaptionColumn.Length > 0, nameof(CaptionColumn), CaptionColumn, "the name of a column");
    }

    private static void Check(bool allowed, string member, object value, string range) =>
        OptionRange.Check(allowed, nameof(ImageTextOptions), member, value, range);
}
