namespace InternVideo2.Language;

/// <summary>A prompt does not fit a language model's context.</summary>
/// <param name="length">Tokens of the prompt, without padding.</param>
/// <param name="limit">Positions of the model.</param>
public sealed class ContextLengthException(long length, long limit) : Exception(
    $"The prompt has {length} tokens and the language model {limit} positions, one of which must be left for the answer. "
    + "Shorten the prompt or the conversation, show fewer frames, or take a model with a longer context.")
{
    public long Length { get; } = length;

    public long Limit { get; } = limit;
}
