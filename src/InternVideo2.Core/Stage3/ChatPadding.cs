using InternVideo2.Text;

namespace InternVideo2.Stage3;

/// <summary>The number that fills up short rows: the tokenizer's padding, or where it has none its end, as in the release.</summary>
internal static class ChatPadding
{
    /// <exception cref="ArgumentException">The tokenizer has neither.</exception>
    public static int Of(ILanguageTokenizer tokenizer) => tokenizer.Padding ?? tokenizer.End
        ?? throw new ArgumentException("The tokenizer has neither a token that pads nor one that ends a text; one of them fills up short rows.", nameof(tokenizer));
}
