using static TorchSharp.torch;

namespace InternVideo2.Layers;

/// <summary>What a token of a decoder sees, as numbers to add to the scores.</summary>
public static class CausalMask
{
    /// <summary>
    /// 0 where token i (of the last <paramref name="length"/> columns) sees column j: j ≤ i, i − window &lt; j, and column j is no padding; elsewhere the
    /// smallest number of the type, so that tokens that see nothing (padding on the left) get finite values.
    /// </summary>
    /// <param name="length">L, new tokens.</param>
    /// <param name="source">T, columns in all, the new tokens last.</param>
    /// <param name="mask_BT">1 for tokens, 0 for padding (any type); null: all are tokens.</param>
    /// <param name="window">Columns that a token sees, itself included; null: all.</param>
    /// <param name="like">Gives type and device.</param>
    /// <returns>1 or B × 1 × L × T, owned by the caller.</returns>
    /// <exception cref="ArgumentException">A mask of another length.</exception>
    public static Tensor Bias(long length, long source, Tensor? mask_BT, long? window, Tensor like)
    {
        if (mask_BT is not null && (mask_BT.ndim != 2 || mask_BT.shape[1] != source))
        {
            throw new ArgumentException($"The mask is [{string.Join(", ", mask_BT.shape)}]; expected batch × {source}, cached tokens first.", nameof(mask_BT));
        }
        using var scope = NewDisposeScope();
        var seen = ones([length, source], ScalarType.Bool, like.device).tril(source - length);
        if (window is { } size) seen = seen.logical_and(seen.triu(source - length - size + 1));
        seen = seen.view(1, 1, length, source);
        if (mask_BT is not null) seen = seen.logical_and(mask_BT.to(like.device).ne(0).view(-1, 1, 1, source));
        return scope.MoveToOuter(zeros(seen.shape, dtype: like.dtype, device: like.device).masked_fill(seen.logical_not(), Smallest(like.dtype)));
    }

    private static double Smallest(ScalarType type) => type switch
    {
        ScalarType.Float16 => -65504,
        ScalarType.BFloat16 => -3.3895313892515355e38,
        _ => float.MinValue,
    };
}
