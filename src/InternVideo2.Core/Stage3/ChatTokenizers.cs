using InternVideo2.Text;

namespace InternVideo2.Stage3;

/// <summary>The tokenizers of a chat model.</summary>
/// <param name="Language">The language model's.</param>
/// <param name="Words">The Q-Former's; null: it reads nothing.</param>
public sealed record ChatTokenizers(ILanguageTokenizer Language, WordPieceTokenizer? Words = null)
{
    /// <summary>
    /// Tokens that end an answer beside the language tokenizer's own end token, where its config.json names others (<see cref="Checkpoints.LanguageConfig.Ends"/>).
    /// </summary>
    public IReadOnlyList<int> Ends { get; init; } = [];

    /// <summary>Refuses tokenizers whose numbers a model has no embeddings for.</summary>
    /// <exception cref="VocabularyException">One does not fit.</exception>
    public void CheckFit(VideoChatModelOptions model)
    {
        TokenizerFolder.CheckFits(Language, model.Language.VocabularySize, "the language model");
        if (Words is not null && model.QFormer.Text && Words.Vocabulary.Count > model.QFormer.VocabularySize)
        {
            throw new VocabularyException(
                $"The Q-Former's tokenizer has {Words.Vocabulary.Count} tokens, but its embedding has only {model.QFormer.VocabularySize} rows: they do not belong together.");
        }
    }
}
