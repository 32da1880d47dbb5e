using static TorchSharp.torch;

namespace InternVideo2.Checkpoints;

/// <summary>
/// Tensors by name, of whatever file format, known without reading their values. <see cref="Checkpoint.Open"/> finds out which format a file has.
/// Safe for concurrent reads. Disposing closes the files; tensors that were read stay.
/// </summary>
public interface ICheckpoint : IDisposable
{
    /// <summary>The file or folder as it was named.</summary>
    string Path { get; }

    /// <summary>The tensors by name, in the order of the file.</summary>
    IReadOnlyDictionary<string, CheckpointEntry> Entries { get; }

    /// <summary>A copy of a tensor, on the CPU, contiguous. Owned by the caller.</summary>
    /// <exception cref="CheckpointException">There is no such tensor, or its bytes are damaged.</exception>
    Tensor Read(string name);

    /// <summary>The tensor's own bytes where they can be used without a copy, else a copy: see <see cref="SafetensorsFile.Map"/>.</summary>
    /// <inheritdoc cref="Read"/>
    Tensor Map(string name) => Read(name);
}
