using static TorchSharp.torch;

namespace InternVideo2.Checkpoints;

public sealed partial class SafetensorsFile
{
    // Below the 2 GiB that one span can hold; a multiple of every element size.
    private const long ChunkElements = 1 << 27;

    /// <summary>A copy of a tensor, on the CPU, independent of this file. Owned by the caller.</summary>
    /// <exception cref="SafetensorsException">The file has no such tensor.</exception>
    public Tensor Read(string name)
    {
        var entry = Entry(name);
        var result = empty(entry.Shape, dtype: TensorTypes.ToScalarType(entry.Dtype), device: CPU);
        if (entry.Length == 0) return result;
        using var scope = NewDisposeScope();
        var flat = result.view(-1);
        var (count, size) = (result.numel(), entry.Dtype.ByteSize());
        for (long done = 0; done < count; done += ChunkElements)
        {
            var elements = Math.Min(ChunkElements, count - done);
            Slice(entry, done * size, (int)(elements * size)).CopyTo(flat.narrow(0, done, elements).bytes);
        }
        return result;
    }
}
