using static TorchSharp.torch;

namespace InternVideo2.Encoders;

/// <summary>
/// Which patch tokens of each clip are kept, the class token always being kept too (stage 1, 1.4). Every clip keeps equally many, in ascending order.
/// Owns its index tensors.
/// </summary>
public sealed class VisibleTokens : IDisposable
{
    private readonly Tensor patchRows;
    private readonly Tensor tokenRows;
    private readonly Tensor tokens;

    private VisibleTokens(long[] kept, int batch, int count, int total, Device device)
    {
        (Batch, Count, Total) = (batch, count, total);
        Patches = Place(kept, device, batch, count);
        patchRows = Place([.. kept.Select((patch, i) => i / Math.Max(count, 1) * (long)total + patch)], device, kept.Length);
        var withClass = new long[batch * (count + 1)];
        for (var i = 0; i < kept.Length; i++) withClass[i / count * (count + 1) + 1 + i % count] = kept[i] + 1;
        tokens = Place(withClass, device, withClass.Length);
        tokenRows = Place([.. withClass.Select((token, i) => i / (count + 1) * (long)(total + 1) + token)], device, withClass.Length);
    }

    /// <summary>B.</summary>
    public int Batch { get; }

    /// <summary>K: patch tokens kept in each clip.</summary>
    public int Count { get; }

    /// <summary>N: patch tokens of a clip.</summary>
    public int Total { get; }

    /// <summary>B × K int64: numbers of the kept patches, 0 … N−1, ascending. Owned by this object.</summary>
    public Tensor Patches { get; }

    /// <summary>1-D: token numbers (class token 0, patch p at p+1) of all clips one after the other, B·(1+K). Owned by this object.</summary>
    internal Tensor FlatTokens => tokens;

    /// <summary>Everything this object owns.</summary>
    internal IEnumerable<Tensor> Tensors => [Patches, patchRows, tokenRows, tokens];

    /// <param name="mask">B × (1+N) bool, true = removed, first column (class token) false.</param>
    /// <param name="device">Where the indices go.</param>
    /// <exception cref="ArgumentException">Another type or shape, a masked class token, or clips that keep different numbers.</exception>
    public static VisibleTokens FromMask(Tensor mask, Device device)
    {
        if (mask.dtype != ScalarType.Bool || mask.ndim != 2 || mask.shape[1] < 2)
        {
            throw new ArgumentException(
                $"A mask is B × (1 + patches) of type bool; this one is [{string.Join(", ", mask.shape)}] of {mask.dtype}.", nameof(mask));
        }
        using var host = mask.cpu();
        using var packed = host.contiguous();
        var removed = packed.data<bool>().ToArray();
        var (batch, length) = ((int)mask.shape[0], (int)mask.shape[1]);
        var kept = new List<long>();
        var first = -1;
        for (var clip = 0; clip < batch; clip++)
        {
            var row = removed.AsSpan(clip * length, length);
            if (row[0])
                throw new ArgumentException($"The mask removes the class token of clip {clip}; its first column must be false.", nameof(mask));
            var before = kept.Count;
            for (var token = 1; token < length; token++)
            {
                if (!row[token]) kept.Add(token - 1);
            }
            var count = kept.Count - before;
            if (clip == 0) first = count;
            if (count == first) continue;
            throw new ArgumentException(
                $"All clips of a batch must keep equally many patches: clip 0 keeps {first}, clip {clip} keeps {count}.", nameof(mask));
        }
        return new VisibleTokens([.. kept], batch, Math.Max(first, 0), length - 1, device);
    }

    /// <summary>Picks the kept patch tokens: … × B × N × C → … × B × K × C. Differentiable; owned by the caller.</summary>
    public Tensor PickPatches(Tensor patches_BNC) => Pick(patches_BNC, patchRows, Count);

    /// <summary>
    /// Picks the class token and the kept patch tokens: … × B × (1+N) × C → … × B × (1+K) × C. Differentiable; owned by the caller.
    /// </summary>
    public Tensor PickTokens(Tensor tokens_BLC) => Pick(tokens_BLC, tokenRows, Count + 1);

    public void Dispose()
    {
        foreach (var tensor in Tensors) tensor.Dispose();
    }

    // Whole rows of a B·L × C matrix: the library copies each with one memory move.
    private Tensor Pick(Tensor x, Tensor rows, int count)
    {
        var flat = x.flatten(-3, -2);
        var picked = flat.index_select(flat.ndim - 2, rows);
        return picked.view([.. x.shape[..^2], count, x.shape[^1]]);
    }

    private static Tensor Place(long[] values, Device device, params long[] shape)
    {
        using var host = tensor(values, dtype: ScalarType.Int64);
        using var shaped = host.view(shape);
        return shaped.to(device);
    }
}
