using System.Text.Json.Serialization;
using InternVideo2.Data;
using InternVideo2.Language;
using InternVideo2.Video;

namespace InternVideo2.Stage3;

/// <summary>How a <see cref="VideoChat"/> watches clips and answers (stage 3, 10 and 12).</summary>
public sealed record VideoChatOptions
{
    /// <summary>The form of the language model's prompts: the one it was tuned with.</summary>
    public PromptStyle Style { get; init; } = PromptStyle.Mistral;

    /// <summary>Goes before everything, as it stands; published ones end in a space.</summary>
    public string System { get; init; } = "";

    /// <summary>
    /// What the Q-Former reads beside the clip; empty: a text without words, as in training without instructions; null: nothing. Published chat programs have "Watch
    /// the video and answer the question.".
    /// </summary>
    public string? Instruction { get; init; }

    /// <summary>
    /// Whether the Q-Former reads the first question of a conversation after the instruction, for a model that was tuned so. Without an instruction it does not, as in
    /// training.
    /// </summary>
    public bool ReadsQuestion { get; init; }

    /// <summary>
    /// Whether the language model is told when the frames of a video were taken, where that is known; null: as its style was trained
    /// (<see cref="ConversationTemplate.TellsFrames"/>).
    /// </summary>
    public bool? TellsFrames { get; init; }

    /// <summary>Frames of a clip; null: as many as the vision encoder has positions for, or 16 where it has for any number.</summary>
    public int? Frames { get; init; }

    /// <summary>From frames to the vision encoder's input; null: the whole shorter side, resized and cut in the middle, to the encoder's size.</summary>
    [JsonIgnore]
    public ClipTransform? Transform { get; init; }

    /// <summary>
    /// High resolution: each clip is cut into tiles, and seen tile by tile and as a whole (stage 3, 9). Tiles have the side of the vision encoder's input; frames are
    /// chosen as for one view, and <see cref="Transform"/> is not used. Null: one view.
    /// </summary>
    [JsonIgnore]
    public TiledClipsOptions? Tiles { get; init; }

    /// <summary>How answers are written; the tokenizers' end tokens and the style's stops are added.</summary>
    [JsonIgnore]
    public GenerationOptions Generation { get; init; } = GenerationOptions.Greedy;

    /// <summary>
    /// As a model was tuned: the style and the system text of its training, and a Q-Former that reads a text without words where it has learned to read. With
    /// InternVideo2-Chat it reads nothing, as the published evaluation has it (stage 3, 10).
    /// </summary>
    public static VideoChatOptions Of(InstructionOptions tuned) => new()
    {
        Style = tuned.Style,
        System = tuned.System,
        Instruction = Reads(tuned) ? "" : null,
        ReadsQuestion = Reads(tuned) && tuned.QFormerReadsQuestion,
        TellsFrames = tuned.TellsFrames,
    };

    /// <summary>Throws when a member is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the member, its value and the allowed range.</exception>
    public void Validate()
    {
        OptionRange.Check(Enum.IsDefined(Style), nameof(VideoChatOptions), nameof(Style), Style, string.Join(", ", Enum.GetNames<PromptStyle>()));
        OptionRange.Check(Frames is null or >= 1, nameof(VideoChatOptions), nameof(Frames), Frames, "1 or more, or null");
        OptionRange.Check(!ReadsQuestion || Instruction is not null, nameof(VideoChatOptions), nameof(ReadsQuestion), ReadsQuestion, $"false where {nameof(Instruction)} is null");
        Tiles?.Validate();
        Generation.Validate();
    }

    private static bool Reads(InstructionOptions tuned) => tuned.QFormerReads && tuned.Style != PromptStyle.InternVideo2Chat;
}
