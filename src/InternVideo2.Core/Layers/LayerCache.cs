using static TorchSharp.torch;

namespace InternVideo2.Layers;

/// <summary>
/// Keys and values of one layer for the tokens seen so far, so that a new token costs only itself. Room is reserved ahead and doubled when it runs out.
/// Gradients do not reach what is kept here. Owns its tensors.
/// </summary>
public sealed class LayerCache : IDisposable
{
    private readonly long reserve;
    private Tensor? keys;
    private Tensor? values;

    /// <param name="reserve">Tokens to have room for at first, 1 or more.</param>
    public LayerCache(long reserve)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(reserve, 1);
        this.reserve = reserve;
    }

    /// <summary>Tokens kept.</summary>
    public long Length { get; private set; }

    /// <summary>Tokens there is room for.</summary>
    public long Capacity => keys?.shape[2] ?? reserve;

    /// <summary>Texts it holds; null: it is empty yet.</summary>
    public long? Batch => keys?.shape[0];

    /// <summary>Keeps the keys and values of L new tokens.</summary>
    /// <param name="newKeys">B × key heads × L × d, turned to their positions; stay the caller's.</param>
    /// <param name="newValues">The same shape; stay the caller's.</param>
    /// <returns>All that are kept, B × key heads × length × d: views, valid until the next call. Owned by the caller.</returns>
    public (Tensor Keys, Tensor Values) Append(Tensor newKeys, Tensor newValues)
    {
        using var guard = no_grad();
        var count = newKeys.shape[2];
        if (keys is null || values is null || Length + count > Capacity) Grow(newKeys, Length + count);
        using var scope = NewDisposeScope();
        keys!.narrow(2, Length, count).copy_(newKeys.detach());
        values!.narrow(2, Length, count).copy_(newValues.detach());
        Length += count;
        return scope.MoveToOuter(keys.narrow(2, 0, Length), values.narrow(2, 0, Length));
    }

    /// <summary>Counts <paramref name="count"/> more tokens, whose keys and values the caller writes.</summary>
    /// <param name="count">How many.</param>
    /// <param name="like">B × key heads × any × d: the shape, type and device of an empty cache's first tokens; stays the caller's.</param>
    /// <returns>All room there is, B × key heads × capacity × d; it stays the cache's, until the next call.</returns>
    internal (Tensor Keys, Tensor Values) Reserve(long count, Tensor like)
    {
        if (keys is null || values is null || Length + count > Capacity) Grow(like, Length + count);
        Length += count;
        return (keys!, values!);
    }

    /// <summary>Row i becomes what row <paramref name="rows"/>[i] was; the number of rows may change. For beams.</summary>
    /// <param name="rows">Int64.</param>
    public void Pick(Tensor rows)
    {
        if (keys is null || values is null) return;
        using var guard = no_grad();
        Replace(keys.index_select(0, rows), values.index_select(0, rows));
    }

    /// <summary>Forgets all but the first <paramref name="length"/> tokens.</summary>
    public void Cut(long length)
    {
        if (length < 0 || length > Length) throw new ArgumentOutOfRangeException(nameof(length), length, $"The cache holds {Length} tokens.");
        Length = length;
    }

    public void Dispose()
    {
        keys?.Dispose();
        values?.Dispose();
        (keys, values, Length) = (null, null, 0);
    }

    private void Grow(Tensor like, long needed)
    {
        var capacity = Math.Max(needed, keys is null ? reserve : 2 * Capacity);
        var shape = like.shape;
        Replace(Larger(keys, like, [shape[0], shape[1], capacity, shape[3]]), Larger(values, like, [shape[0], shape[1], capacity, shape[3]]));
    }

    private Tensor Larger(Tensor? old, Tensor like, long[] shape)
    {
        using var scope = NewDisposeScope();
        var room = zeros(shape, dtype: like.dtype, device: like.device);
        if (old is not null) room.narrow(2, 0, Length).copy_(old.narrow(2, 0, Length));
        return scope.MoveToOuter(room);
    }

    private void Replace(Tensor newKeys, Tensor newValues)
    {
        keys?.Dispose();
        values?.Dispose();
        (keys, values) = (newKeys.DetachFromDisposeScope(), newValues.DetachFromDisposeScope());
    }
}
