namespace InternVideo2.Stage3;

/// <summary>How captions are asked for in sub-stage 3.2 (stage 3, 7). The defaults are Mistral's.</summary>
public sealed record ConnectionOptions
{
    /// <summary>Around the request, which stands for <c>{}</c>.</summary>
    public string Template { get; init; } = "[INST] {} [/INST]";

    /// <summary>Follows each caption; the text at which generation stops. Not empty.</summary>
    public string End { get; init; } = "</s>";

    /// <summary>Requests about videos, one of which is drawn for each batch. 1 or more.</summary>
    public IReadOnlyList<string> VideoRequests { get; init; } = Requests("video");

    /// <summary>The same about pictures.</summary>
    public IReadOnlyList<string> ImageRequests { get; init; } = Requests("image");

    /// <summary>The captions' column.</summary>
    public string Column { get; init; } = Data.Corpora.CaptionChoice.Single;

    /// <summary>Tokens of a caption and its end; longer ones are cut off. 1 or more.</summary>
    public int MaxTokens { get; init; } = 32;

    /// <summary>
    /// Whether tokens with the padding's number are never learned, as released: where the end token pads, the model then never learns to stop. Otherwise
    /// padding alone is left out.
    /// </summary>
    public bool IgnoresPaddingNumber { get; init; }

    /// <summary>As released with Vicuna.</summary>
    public static ConnectionOptions Vicuna { get; } = new() { Template = "###Human: {} ###Assistant: ", End = "###", MaxTokens = 512 };

    /// <summary>As released with Mistral, but that its end is learned, too.</summary>
    public static ConnectionOptions Mistral { get; } = new();

    /// <summary>As released with Phi-3.</summary>
    public static ConnectionOptions Phi { get; } = new() { Template = "<|user|>\n{}<|end|>\n<|assistant|>\n", End = "<|end|>" };

    /// <summary>Throws when a member is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the member, its value and the allowed range.</exception>
    public void Validate()
    {
        Check(Template.Split("{}").Length == 2, nameof(Template), Template, "a text with {} once, where the request goes");
        Check(End.Length > 0, nameof(End), End, "not empty");
        Check(VideoRequests.Count > 0, nameof(VideoRequests), VideoRequests.Count, "1 or more");
        Check(ImageRequests.Count > 0, nameof(ImageRequests), ImageRequests.Count, "1 or more");
        Check(Column.Length > 0, nameof(Column), Column, "not empty");
        Check(MaxTokens >= 1, nameof(MaxTokens), MaxTokens, "1 or more");
    }

    public bool Equals(ConnectionOptions? other) => other is not null && ToString() == other.ToString();

    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    public override string ToString() =>
        FormattableString.Invariant($"{nameof(ConnectionOptions)} {{ {nameof(Template)} = {Template}, {nameof(End)} = {End}, {nameof(VideoRequests)} = {string.Join(" | ", VideoRequests)}, {nameof(ImageRequests)} = {string.Join(" | ", ImageRequests)}, {nameof(Column)} = {Column}, {nameof(MaxTokens)} = {MaxTokens}, {nameof(IgnoresPaddingNumber)} = {IgnoresPaddingNumber} }}");

    private static string[] Requests(string medium) =>
    [
        $"Describe the {medium} in a few words.",
        $"What does this {medium} show?",
        $"Say briefly what can be seen in the {medium}.",
        $"Give a short description of the {medium}.",
        $"Sum up the content of the {medium}.",
        $"Write one sentence about the {medium}.",
        $"Tell in short what the {medium} is about.",
        $"Describe concisely what you see in the {medium}.",
        $"What is in the {medium}? Answer briefly.",
        $"Name what matters in the {medium}.",
        $"Put the {medium} into a short text.",
    ];

    private static void Check(bool allowed, string member, object value, string range) =>
        OptionRange.Check(allowed, nameof(ConnectionOptions), member, value, range);
}
