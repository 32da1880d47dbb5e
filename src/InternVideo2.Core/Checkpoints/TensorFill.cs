using static TorchSharp.torch;

namespace InternVideo2.Checkpoints;

/// <summary>Fills new tensors from a source of bytes.</summary>
internal static class TensorFill
{
    // Below the 2 GiB that one span can hold; a multiple of every element size.
    private const long ChunkElements = 1 << 27;

    /// <summary>Copies to a span from a position of the source, in bytes.</summary>
    public delegate void ByteSource(long from, Span<byte> to);

    /// <summary>A tensor on the CPU with the bytes of <paramref name="source"/>. Owned by the caller.</summary>
    public static Tensor From(ByteSource source, SafetensorsDtype dtype, params long[] shape)
    {
        var result = empty(shape, dtype: TensorTypes.ToScalarType(dtype), device: CPU);
        var count = result.numel();
        if (count == 0) return result;
        using var scope = NewDisposeScope();
        var flat = result.view(-1);
        var size = dtype.ByteSize();
        for (long done = 0; done < count; done += ChunkElements) source(done * size, flat.narrow(0, done, Math.Min(ChunkElements, count - done)).bytes);
        return result;
    }
}
