using static TorchSharp.torch;

namespace InternVideo2.Layers;

/// <summary>Tensors with a shape but no memory to speak of.</summary>
internal static class Unallocated
{
    /// <summary>One NaN seen through strides of 0: whatever is computed from it is NaN, too. On the CPU; owned by the caller.</summary>
    public static Tensor Of(long[] shape, ScalarType type)
    {
        using var one = full([1], double.NaN, dtype: type, device: CPU);
        return one.expand(shape);
    }

    /// <inheritdoc cref="Of"/>
    public static Tensor Like(Tensor other) => Of(other.shape, other.dtype);
}
