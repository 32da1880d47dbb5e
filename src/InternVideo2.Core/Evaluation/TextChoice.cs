using InternVideo2.Data;
using static TorchSharp.torch;

namespace InternVideo2.Evaluation;

/// <summary>A text and how probable it is.</summary>
/// <param name="Index">Its place among the texts asked about.</param>
/// <param name="Text">The text.</param>
/// <param name="Probability">0 … 1; over all texts asked about they sum to 1.</param>
public sealed record TextProbability(int Index, string Text, double Probability);

/// <summary>
/// Which of some texts describes a medium best, as in the official demo (stage 2, 14): softmax of 100 × cosine; the learned temperature is not used. The
/// demo reads videos with <see cref="Video.StrideSampler"/> and <see cref="Video.DemoTransform"/>.
/// </summary>
public static class TextChoice
{
    /// <summary>Cosines are multiplied with this before the softmax.</summary>
    public const double Scale = 100;

    /// <summary>Ranks texts for each medium of a batch.</summary>
    /// <param name="model">Used, not owned.</param>
    /// <param name="media">Stay the caller's.</param>
    /// <param name="texts">One or more; taken as they are, without cleaning.</param>
    /// <param name="count">So many of the best are returned for each medium, 1 or more.</param>
    /// <param name="maxTokens">Longer texts are cut.</param>
    /// <returns>For each medium the best texts, the best first.</returns>
    public static IReadOnlyList<IReadOnlyList<TextProbability>> Of(IDualEncoder model, ClipBatch media, IReadOnlyList<string> texts, int count = 5, int maxTokens = 40)
    {
        if (texts.Count == 0) throw new ArgumentException("There is no text to choose from.", nameof(texts));
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var vectors = Cosine.Unit(model.EncodeMedia(media).Vectors);
        var words = Cosine.Unit(model.EncodeTexts(texts, maxTokens).Vectors);
        var shares = ScoreMatrix.Of(vectors.matmul(words.transpose(0, 1))).Softmax(Scale);
        return [.. Enumerable.Range(0, shares.Rows).Select(row => Ranking.First(shares.Row(row), count).Select(item => new TextProbability(item.Item, texts[item.Item], item.Score)).ToArray())];
    }
}
