namespace InternVideo2.Checkpoints;

/// <summary>One tensor to be written to a safetensors file, as bytes.</summary>
/// <param name="Name">Key, unique in the file; <c>__metadata__</c> is reserved.</param>
/// <param name="Dtype">Element type.</param>
/// <param name="Shape">Sizes, none negative.</param>
/// <param name="WriteTo">Writes exactly the elements, little-endian and row-major.</param>
public sealed record SafetensorsPart(string Name, SafetensorsDtype Dtype, long[] Shape, Action<Stream> WriteTo)
{
    /// <summary>A part that holds <paramref name="bytes"/>.</summary>
    public static SafetensorsPart Of(string name, SafetensorsDtype dtype, long[] shape, byte[] bytes) =>
        new(name, dtype, shape, stream => stream.Write(bytes));
}
