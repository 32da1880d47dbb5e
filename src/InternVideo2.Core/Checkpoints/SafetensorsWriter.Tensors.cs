using static TorchSharp.torch;

namespace InternVideo2.Checkpoints;

public static partial class SafetensorsWriter
{
    private const long ChunkElements = 1 << 27;

    /// <summary>
    /// Writes <paramref name="tensors"/> to <paramref name="path"/>; see <see cref="WriteParts"/>.
    /// Tensors of any device and layout; they stay the caller's and are copied to the CPU one at a time.
    /// </summary>
    /// <exception cref="SafetensorsException">Also for an element type the format does not have.</exception>
    public static void Write(
        string path, IEnumerable<(string Name, Tensor Value)> tensors, IReadOnlyDictionary<string, string>? metadata = null, bool durable = true) =>
        WriteParts(path, tensors.Select(t => Part(path, t.Name, t.Value)), metadata, durable);

    private static SafetensorsPart Part(string path, string name, Tensor value)
    {
        var dtype = TensorTypes.ToSafetensors(value.dtype)
            ?? throw new SafetensorsException(path, "the format has no such element type", name, actual: value.dtype.ToString());
        return new SafetensorsPart(name, dtype, value.shape, stream => WriteElements(stream, value));
    }

    internal static void WriteElements(Stream stream, Tensor value)
    {
        using var scope = NewDisposeScope();
        var flat = value.detach().cpu().contiguous().view(-1);
        var count = flat.numel();
        for (long done = 0; done < count; done += ChunkElements) stream.Write(flat.narrow(0, done, Math.Min(ChunkElements, count - done)).bytes);
    }
}
