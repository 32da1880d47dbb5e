using static TorchSharp.torch;

namespace InternVideo2.MediaText;

/// <summary>How the similarities of a medium's several vectors become one.</summary>
public enum VectorMerge
{
    Mean,

    Max,
}

/// <summary>How alike media and texts are (stage 2, 7.1).</summary>
public static class Similarity
{
    /// <summary>Cosines of all pairs, divided by a temperature.</summary>
    /// <param name="media">B × D, or B × F × D with F vectors for each medium (frames); of any length.</param>
    /// <param name="texts">B' × D, or B' × P × D with P vectors for each text (prompts); of any length.</param>
    /// <param name="temperature">One value above 0; null: plain cosines.</param>
    /// <param name="merge">What becomes of several vectors of one medium or text.</param>
    /// <returns>B × B', owned by the caller; its transpose is that of texts and media.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit; shows both.</exception>
    public static Tensor Of(Tensor media, Tensor texts, Tensor? temperature = null, VectorMerge merge = VectorMerge.Mean)
    {
        if (media.ndim is not (2 or 3) || texts.ndim is not (2 or 3) || media.shape[^1] != texts.shape[^1])
        {
            throw new ArgumentException(
                $"Media and texts must be vectors of one size, B × D or B × F × D; got [{string.Join(", ", media.shape)}] and [{string.Join(", ", texts.shape)}].",
                nameof(texts));
        }
        using var scope = NewDisposeScope();
        var (m, t) = (Unit(media), Unit(texts));
        var cosines = m.flatten(0, -2).matmul(t.flatten(0, -2).t());
        if (media.ndim == 3 || texts.ndim == 3)
        {
            // B·F × B'·P → B F B' P.
            var each = cosines.view(media.shape[0], media.ndim == 3 ? media.shape[1] : 1, texts.shape[0], texts.ndim == 3 ? texts.shape[1] : 1);
            cosines = merge == VectorMerge.Mean ? each.mean([1L, 3L]) : each.amax(1, 3);
        }
        return scope.MoveToOuter(temperature is null ? cosines.alias() : cosines.div(temperature));
    }

    /// <summary>Rows of length 1; a row of zeros stays one.</summary>
    private static Tensor Unit(Tensor x) => x.ndim == 2 ? nn.functional.normalize(x, dim: 1) : nn.functional.normalize(x, dim: 2);
}
