using InternVideo2.Teachers;
using InternVideo2.Text;

namespace InternVideo2.Stage2;

/// <summary>Checks before the first step that model, captions and terms fit.</summary>
internal static class AlignmentAgreement
{
    /// <exception cref="ArgumentException">Names what is missing or differs.</exception>
    public static void Check(AlignmentModelOptions model, WordPieceTokenizer tokenizer, AlignmentOptions options, ISpatialTeacher? teacher)
    {
        if (tokenizer.Vocabulary.Count != model.Text.VocabularySize)
        {
            throw new ArgumentException(
                $"The tokenizer knows {tokenizer.Vocabulary.Count} tokens, the text encoder {model.Text.VocabularySize}. "
                + $"Build the model with {nameof(model.Text.VocabularySize)} = {tokenizer.Vocabulary.Count}, or load the vocabulary it was trained with.",
                nameof(tokenizer));
        }
        Needs(model.Audio is not null, term => term.Sense() != Sense.Vision, nameof(model.Audio));
        Needs(model.AudioTextHead, term => term == LossTerm.Atm, nameof(model.AudioTextHead));
        Needs(model.AudioVideoTextHead, term => term == LossTerm.Avtm, nameof(model.AudioVideoTextHead));
        Needs(model.AudioVideoVector, term => term is LossTerm.Avtc or LossTerm.Avtm, nameof(model.AudioVideoVector));
        Needs(model.Text.WordHead, term => term.Kind() == LossKind.Words, $"{nameof(model.Text)}.{nameof(model.Text.WordHead)}");
        Needs(model.Text.FusionLayer < model.Text.Depth, term => term.Kind() is LossKind.Matching or LossKind.Words, "layers that attend to media");
        Needs(model.Vision.Teacher is not null, term => term == LossTerm.Uta, $"{nameof(model.Vision)}.{nameof(model.Vision.Teacher)}");
        if (options.Uses(LossTerm.Uta) && teacher is null)
        {
            throw new ArgumentException(
                $"The loss {LossTerm.Uta.Label()} has a weight, but there is no teacher ({nameof(AlignmentExtras)}.{nameof(AlignmentExtras.Teacher)}).",
                nameof(teacher));
        }

        void Needs(bool has, Func<LossTerm, bool> need, string part)
        {
            if (has || LossTerms.All.FirstOrDefault(term => need(term) && options.Uses(term), (LossTerm)(-1)) is var term && !Enum.IsDefined(term)) return;
            throw new ArgumentException(
                $"The loss {term.Label()} has a weight, but the model lacks what it needs ({nameof(AlignmentModelOptions)}: {part}). "
                + "Give the model that part, or set the weight to 0 or switch the pair off.", nameof(model));
        }
    }
}
