namespace InternVideo2.Stage3;

/// <summary>How captions are asked for in sub-stage 3.2 (stage 3, 7 and 10). The defaults are Mistral's.</summary>
public sealed record ConnectionOptions
{
    /// <summary>The language model's form.</summary>
    public PromptStyle Style { get; init; } = PromptStyle.Mistral;

    /// <summary>Whether a request follows the clip, one of <see cref="CaptionRequests"/> for each batch; InternVideo2-Chat has none (stage 3, 10).</summary>
    public bool Asks { get; init; } = true;

    /// <summary>The captions' column.</summary>
    public string Column { get; init; } = Data.Corpora.CaptionChoice.Single;

    /// <summary>Tokens of a caption and its end, with InternVideo2-Chat of the whole row; longer ones are cut off. 1 or more.</summary>
    public int MaxTokens { get; init; } = 32;

    /// <summary>Whether captions are written small and without punctuation, as for InternVideo2-Chat (stage 3, 10).</summary>
    public bool CleansCaptions { get; init; }

    /// <summary>
    /// Whether tokens with the padding's number are never learned, as released: where the end token pads, the model then never learns to stop. Otherwise
    /// padding alone is left out.
    /// </summary>
    public bool IgnoresPaddingNumber { get; init; }

    /// <summary>Throws when a member is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the member, its value and the allowed range.</exception>
    public void Validate()
    {
        Check(Enum.IsDefined(Style), nameof(Style), Style, string.Join(", ", Enum.GetNames<PromptStyle>()));
        Check(Column.Length > 0, nameof(Column), Column, "not empty");
        Check(MaxTokens >= 1, nameof(MaxTokens), MaxTokens, "1 or more");
    }

    private static void Check(bool allowed, string member, object value, string range) =>
        OptionRange.Check(allowed, nameof(ConnectionOptions), member, value, range);
}
