using InternVideo2.Encoders;
using InternVideo2.Language;

namespace InternVideo2.Stage3;

/// <summary>The parts of a <see cref="VideoChatModel"/> (stage 3, 1).</summary>
public sealed record VideoChatModelOptions
{
    /// <summary>Which names the parts have in files.</summary>
    public ChatFamily Family { get; init; } = ChatFamily.Mistral;

    public required VisionEncoderOptions Vision { get; init; }

    /// <summary>The bridge. The width of the media it looks at follows from <see cref="Vision"/>.</summary>
    public required QFormerOptions QFormer { get; init; }

    public required LanguageModelOptions Language { get; init; }

    /// <summary>Whether there is a projection from the language model back that nothing uses, as in the file of InternVideo2-Chat.</summary>
    public bool UnusedProjection { get; init; }

    /// <summary>Throws when a member is out of its range or two of them do not fit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the member, its value and the allowed range.</exception>
    public void Validate()
    {
        OptionRange.Check(Enum.IsDefined(Family), nameof(VideoChatModelOptions), nameof(Family), Family, string.Join(", ", Enum.GetNames<ChatFamily>()));
        Vision.Validate();
        (QFormer with { MediaWidth = Vision.Width }).Validate();
        Language.Validate();
    }
}
