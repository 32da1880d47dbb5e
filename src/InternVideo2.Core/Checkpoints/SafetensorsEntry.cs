namespace InternVideo2.Checkpoints;

/// <summary>One tensor of a safetensors file, as its header states it.</summary>
/// <param name="Name">Key, unique in the file.</param>
/// <param name="Dtype">Element type.</param>
/// <param name="Shape">Sizes, none negative; empty for a scalar. Not to be changed.</param>
/// <param name="Offset">First byte, counted from the start of the file.</param>
/// <param name="Length">Bytes: product of <paramref name="Shape"/> times the element size.</param>
public sealed record SafetensorsEntry(string Name, SafetensorsDtype Dtype, long[] Shape, long Offset, long Length)
{
    /// <summary>The shape as the messages show it, such as <c>[2, 3]</c>.</summary>
    public string ShapeText => $"[{string.Join(", ", Shape)}]";

    /// <summary>The product of the sizes times the element size, or null if that exceeds 2⁶³−1.</summary>
    internal static long? ByteLength(ReadOnlySpan<long> shape, SafetensorsDtype dtype)
    {
        if (shape.Contains(0)) return 0;
        Int128 bytes = dtype.ByteSize();
        foreach (var size in shape)
        {
            bytes *= size;
            if (bytes > long.MaxValue) return null;
        }
        return (long)bytes;
    }
}
