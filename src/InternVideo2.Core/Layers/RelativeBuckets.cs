using static TorchSharp.torch;

namespace InternVideo2.Layers;

/// <summary>
/// Buckets of distances between tokens (stage 2, 4.3): near ones have a bucket each, far ones share theirs on a logarithmic scale; half of the buckets
/// are for keys behind the query.
/// </summary>
internal static class RelativeBuckets
{
    /// <summary>The bucket of each distance.</summary>
    /// <param name="distances">Key place minus query place, int64, any shape; stays the caller's.</param>
    /// <param name="buckets">Even, 4 or more.</param>
    /// <param name="maxDistance">Where the last bucket begins at the latest. Above a quarter of <paramref name="buckets"/>.</param>
    /// <returns>Int64 of the same shape. Owned by the caller.</returns>
    public static Tensor Of(Tensor distances, int buckets, int maxDistance)
    {
        using var scope = NewDisposeScope();
        var half = buckets / 2;
        var near = half / 2;
        var length = distances.abs();
        // In float32 and by the same operators as the reference: a better logarithm falls into another bucket now and then. The clamp keeps the
        // logarithm of zero, which is not used, from being infinite.
        var share = length.clamp(min: 1).to(ScalarType.Float32).div(near).log().div(Math.Log(maxDistance / (double)near)).mul(half - near);
        var far = share.to(ScalarType.Int64).add(near).clamp(max: half - 1);
        var first = distances.gt(0).to(ScalarType.Int64).mul(half);
        return scope.MoveToOuter(where(length.lt(near), length, far).add(first));
    }

    /// <summary>The buckets of the distances −(N − 1) … N − 1 among N tokens: 2N − 1 int64. Owned by the caller.</summary>
    public static Tensor Among(long tokens, int buckets, int maxDistance, Device device)
    {
        // On the CPU: another device's logarithm may differ in the last bit.
        using var distances = arange(1 - tokens, tokens, dtype: ScalarType.Int64, device: CPU);
        using var found = Of(distances, buckets, maxDistance);
        return found.to(device);
    }
}
