using InternVideo2.Text;

namespace InternVideo2.Clip;

/// <summary>
/// What the text tower of the large models reads (stage 2, 16.2): the begin token, "summarize:" and the text, the end token; padding has the number 0. Thread-safe.
/// </summary>
public sealed class ClipLanguageTokenizer : ITokenizer
{
    private const string Request = "summarize:";

    // Numbers above 0 count as text in the tower.
    private const int Padding = 0;

    private readonly ILanguageTokenizer tokenizer;
    private readonly int begin;
    private readonly int end;

    /// <param name="tokenizer">The language model's, such as a SentencePiece <c>tokenizer.model</c> (<see cref="TokenizerFolder.Load"/>).</param>
    /// <param name="tower">Sizes of the tower that reads.</param>
    /// <exception cref="VocabularyException">It has more tokens than the tower has embeddings, or no begin or end token.</exception>
    public ClipLanguageTokenizer(ILanguageTokenizer tokenizer, ClipLanguageOptions tower)
    {
        TokenizerFolder.CheckFits(tokenizer, tower.VocabularySize, "the text tower");
        this.tokenizer = tokenizer;
        begin = tokenizer.Begin ?? throw Lacks("begins");
        end = tokenizer.End ?? throw Lacks("ends");
    }

    /// <inheritdoc/>
    /// <remarks>Begin and end tokens are kept when a text is cut off, so <paramref name="maxTokens"/> is 2 or more.</remarks>
    public TokenBatch Batch(IReadOnlyList<string> texts, int maxTokens, int? padTo = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxTokens, 2);
        return TokenBatch.Of([.. texts.Select(text => (int[])[begin, .. tokenizer.Encode(Request + text).Take(maxTokens - 2), end])], Padding, padTo);
    }

    private static VocabularyException Lacks(string what) => new($"The tokenizer has no token that {what} a text; the text tower of the large models needs one.");
}
