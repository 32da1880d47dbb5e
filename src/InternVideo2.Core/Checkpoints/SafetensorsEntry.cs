namespace InternVideo2.Checkpoints;

/// <summary>One tensor of a safetensors file, as its header states it.</summary>
/// <param name="Name">Key, unique in the file.</param>
/// <param name="Dtype">Element type.</param>
/// <param name="Shape">Sizes, none negative; empty for a scalar. Not to be changed.</param>
/// <param name="Offset">First byte, counted from the start of the file.</param>
/// <param name="Length">Bytes: product of <paramref name="Shape"/> times the element size.</param>
public sealed record SafetensorsEntry(string Name, SafetensorsDtype Dtype, long[] Shape, long Offset, long Length)
    : CheckpointEntry(Name, Dtype, Shape);
