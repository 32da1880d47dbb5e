using InternVideo2.Data;

namespace InternVideo2.Evaluation;

/// <summary>
/// A model that brings media and texts into one space of vectors, as evaluation sees it (stage 2, 13.1). It encodes in evaluation mode, without masks,
/// draws and gradients, and leaves its own mode as it was found.
/// </summary>
public interface IDualEncoder
{
    /// <summary>What cosines are divided by in training. Retrieval does not use it; multiple choice does (stage 2, 13.3).</summary>
    double Temperature { get; }

    /// <summary>Encodes one batch of media.</summary>
    /// <param name="batch">Media of one type; stays the caller's.</param>
    /// <returns>Owned by the caller.</returns>
    EncodedMedia EncodeMedia(ClipBatch batch);

    /// <summary>Encodes texts as they are given, without cleaning.</summary>
    /// <param name="texts">B texts.</param>
    /// <param name="maxTokens">Longer ones are cut to so many tokens, the class token included.</param>
    /// <returns>Owned by the caller.</returns>
    EncodedTexts EncodeTexts(IReadOnlyList<string> texts, int maxTokens);
}
