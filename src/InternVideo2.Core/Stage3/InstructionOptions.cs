namespace InternVideo2.Stage3;

/// <summary>How conversations are written in sub-stage 3.3 (stage 3, 8 and 10). The defaults are Mistral's.</summary>
public sealed record InstructionOptions
{
    /// <summary>The language model's form.</summary>
    public PromptStyle Style { get; init; } = PromptStyle.Mistral;

    /// <summary>Goes before everything, as it stands; published ones end in a space.</summary>
    public string System { get; init; } = "";

    /// <summary>
    /// Tokens of a conversation, visual rows aside, with InternVideo2-Chat of the whole row; longer ones are cut off at the end. Of what the Q-Former reads,
    /// too, up to its own positions; there the beginning is cut off. 1 or more.
    /// </summary>
    public int MaxTokens { get; init; } = 512;

    /// <summary>Whether the Q-Former reads the instruction beside the clip.</summary>
    public bool QFormerReads { get; init; } = true;

    /// <summary>Whether it reads the first question besides; with Vicuna it always does.</summary>
    public bool QFormerReadsQuestion { get; init; }

    /// <summary>
    /// Whether the first embedding is the begin token's number in every channel, as in the released training; otherwise it is the token's own (stage 3, 8.4). Not
    /// with InternVideo2-Chat, whose rows have no begin token in training.
    /// </summary>
    public bool BeginsWithNumber { get; init; }

    /// <summary>Whether only the first question of a conversation is learned, as InternVideo2-Chat does (stage 3, 10).</summary>
    public bool FirstTurnAlone { get; init; }

    /// <summary>
    /// Whether the language model is told when the frames of a video were taken (<see cref="FramesMessage"/>); null: as the release trained its style
    /// (<see cref="ConversationTemplate.TellsFrames"/>).
    /// </summary>
    public bool? TellsFrames { get; init; }

    /// <summary>Throws when a member is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the member, its value and the allowed range.</exception>
    public void Validate()
    {
        Check(Enum.IsDefined(Style), nameof(Style), Style, string.Join(", ", Enum.GetNames<PromptStyle>()));
        Check(MaxTokens >= 1, nameof(MaxTokens), MaxTokens, "1 or more");
        Check(!BeginsWithNumber || Style != PromptStyle.InternVideo2Chat, nameof(BeginsWithNumber), BeginsWithNumber, $"false with the style {PromptStyle.InternVideo2Chat}");
    }

    private static void Check(bool allowed, string member, object value, string range) =>
        OptionRange.Check(allowed, nameof(InstructionOptions), member, value, range);
}
