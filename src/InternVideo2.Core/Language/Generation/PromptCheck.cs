using TorchSharp;
using static TorchSharp.torch;

namespace InternVideo2.Language;

/// <summary>Refuses prompts and options that a model cannot go on from.</summary>
internal static class PromptCheck
{
    /// <summary>Throws unless shapes fit and padding is on the left.</summary>
    /// <exception cref="ArgumentException">Says what does not fit.</exception>
    public static void Shapes(Tensor embeddings, Tensor? mask, LanguageModelOptions model)
    {
        var shape = embeddings.shape;
        if (shape.Length != 3 || shape[0] < 1 || shape[1] < 1 || shape[2] != model.Width)
        {
            throw new ArgumentException($"The prompts have shape [{string.Join(", ", shape)}]; the model wants B × L × {model.Width}, B and L 1 or more.", nameof(embeddings));
        }
        if (mask is null) return;
        if (!mask.shape.SequenceEqual(shape[..2]))
        {
            throw new ArgumentException($"The mask has shape [{string.Join(", ", mask.shape)}], the prompts [{string.Join(", ", shape)}]: it must have their first two sizes.", nameof(mask));
        }
        using var scope = NewDisposeScope();
        var real = mask.ne(0).to(ScalarType.Int64);
        // Padding on the left: the mask never falls from 1 to 0, and its last column is 1.
        var falls = real.narrow(1, 0, shape[1] - 1).gt(real.narrow(1, 1, shape[1] - 1)).any().ToBoolean();
        if (falls || real.narrow(1, shape[1] - 1, 1).eq(0).any().ToBoolean())
        {
            throw new ArgumentException("A prompt's padding must stand before its tokens: the text goes on at the right end.", nameof(mask));
        }
    }

    /// <summary>Throws unless every token that the options name is one of the model's.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the token.</exception>
    public static void Tokens(GenerationOptions options, LanguageModelOptions model)
    {
        foreach (var id in options.Ends) Check(nameof(options.Ends), id);
        foreach (var id in options.StopSequences.SelectMany(sequence => sequence)) Check(nameof(options.StopSequences), id);

        void Check(string member, int id) =>
            OptionRange.Check(id >= 0 && id < model.VocabularySize, nameof(GenerationOptions), member, id, $"tokens of the model: 0 … {model.VocabularySize - 1}");
    }

    /// <summary>Tokens of the longest prompt, without padding.</summary>
    public static long Longest(Tensor embeddings, Tensor? mask)
    {
        if (mask is null) return embeddings.shape[1];
        using var scope = NewDisposeScope();
        return mask.ne(0).sum(1).max().ToInt64();
    }
}
