namespace InternVideo2.Checkpoints;

/// <summary>One tensor of a checkpoint, known without reading its values.</summary>
/// <param name="Name">Key, unique in the checkpoint.</param>
/// <param name="Dtype">Element type.</param>
/// <param name="Shape">Sizes, none negative; empty for a scalar. Not to be changed.</param>
public record CheckpointEntry(string Name, SafetensorsDtype Dtype, long[] Shape)
{
    /// <summary>The shape as the messages show it, such as <c>[2, 3]</c>.</summary>
    public string ShapeText => $"[{string.Join(", ", Shape)}]";

    /// <summary>Number of elements.</summary>
    public long Count => Shape.Contains(0) ? 0 : Shape.Aggregate(1L, (product, size) => product * size);

    /// <summary>
    /// The product of the sizes times the element size, or null if that exceeds 2⁶³−1: also where a size of 0 would hide it, because libtorch multiplies
    /// the others.
    /// </summary>
    internal static long? ByteLength(ReadOnlySpan<long> shape, SafetensorsDtype dtype)
    {
        Int128 bytes = dtype.ByteSize();
        foreach (var size in shape)
        {
            bytes *= Math.Max(size, 1);
            if (bytes > long.MaxValue) return null;
        }
        return shape.Contains(0) ? 0 : (long)bytes;
    }
}
