using static TorchSharp.torch;

namespace InternVideo2.Teachers;

/// <summary>
/// The symmetric InfoNCE loss (Radford et al. 2021, figure 3): which caption of the batch belongs to a picture, and which picture to a caption.
/// </summary>
public static class ContrastiveLoss
{
    /// <summary>Mean cross-entropies of both directions; the loss is their mean. At chance each is ln B.</summary>
    /// <param name="images">B × D unit vectors.</param>
    /// <param name="texts">B × D unit vectors, row i belonging to picture i.</param>
    /// <param name="scale">Inverse temperature, one value.</param>
    /// <returns>Picture → caption and caption → picture: scalars, owned by the caller.</returns>
    /// <exception cref="ArgumentException">The shapes differ; shows both.</exception>
    public static (Tensor ImageToText, Tensor TextToImage) Of(Tensor images, Tensor texts, Tensor scale)
    {
        if (images.ndim != 2 || !images.shape.SequenceEqual(texts.shape))
        {
            throw new ArgumentException(
                $"Pictures and captions must come in pairs, B × D both; got [{string.Join(", ", images.shape)}] and [{string.Join(", ", texts.shape)}].",
                nameof(texts));
        }
        using var scope = NewDisposeScope();
        var logits = images.matmul(texts.t()).mul(scale);
        var pairs = arange(images.shape[0], dtype: ScalarType.Int64, device: images.device);
        return scope.MoveToOuter(nn.functional.cross_entropy(logits, pairs), nn.functional.cross_entropy(logits.t(), pairs));
    }
}
