using static TorchSharp.torch;

namespace InternVideo2.Checkpoints;

/// <summary>How far a conversion is.</summary>
/// <param name="Tensors">Tensors written.</param>
/// <param name="Of">All tensors.</param>
/// <param name="Bytes">Bytes written.</param>
/// <param name="OfBytes">All bytes of the new file's data.</param>
public sealed record ConversionProgress(int Tensors, int Of, long Bytes, long OfBytes);

/// <summary>Writes a checkpoint of any format as one safetensors file, one tensor at a time.</summary>
public static class CheckpointConversion
{
    /// <summary>
    /// Writes <paramref name="path"/>, as a whole or not at all. Keys stay as they are; tensors that shared memory become independent.
    /// </summary>
    /// <param name="checkpoint">What is converted; it stays the caller's.</param>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="dtype">F32, F16 or BF16: the type of all floating point tensors; null: as they are.</param>
    /// <param name="progress">Is told after each tensor.</param>
    /// <param name="cancellation">Ends the writing; nothing is left behind.</param>
    /// <exception cref="CheckpointException">A tensor is damaged.</exception>
    /// <exception cref="IOException">The disk is full (noticed before anything is written) or fails.</exception>
    public static void ToSafetensors(ICheckpoint checkpoint, string path, SafetensorsDtype? dtype = null, IProgress<ConversionProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        if (dtype is not (null or SafetensorsDtype.F32 or SafetensorsDtype.F16 or SafetensorsDtype.BF16))
            throw new ArgumentOutOfRangeException(nameof(dtype), dtype, $"{nameof(dtype)} is {dtype}; allowed: F32, F16, BF16 or none.");
        var entries = checkpoint.Entries.Values.Select(entry => (Entry: entry, Dtype: IsFloat(entry.Dtype) ? dtype ?? entry.Dtype : entry.Dtype)).ToList();
        var (bytes, tensors, all) = (0L, 0, entries.Sum(entry => entry.Entry.Count * entry.Dtype.ByteSize()));
        SafetensorsWriter.WriteParts(path, entries.Select(entry => new SafetensorsPart(entry.Entry.Name, entry.Dtype, entry.Entry.Shape, stream =>
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            SafetensorsWriter.WriteElements(stream, checkpoint.Read(entry.Entry.Name).to(TensorTypes.ToScalarType(entry.Dtype)));
            bytes += entry.Entry.Count * entry.Dtype.ByteSize();
            progress?.Report(new ConversionProgress(++tensors, entries.Count, bytes, all));
        })), new Dictionary<string, string> { ["format"] = "pt", ["converted_from"] = Path.GetFileName(checkpoint.Path) });
    }

    private static bool IsFloat(SafetensorsDtype dtype) => dtype is SafetensorsDtype.F64 or SafetensorsDtype.F32 or SafetensorsDtype.F16 or SafetensorsDtype.BF16;
}
