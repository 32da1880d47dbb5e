using static TorchSharp.torch;

namespace InternVideo2.Checkpoints;

public sealed partial class SafetensorsFile
{
    /// <summary>A copy of a tensor, on the CPU, independent of this file. Owned by the caller.</summary>
    /// <exception cref="SafetensorsException">The file has no such tensor.</exception>
    public Tensor Read(string name)
    {
        var entry = Entry(name);
        return TensorFill.From((from, to) => Slice(entry, from, to.Length).CopyTo(to), entry.Dtype, entry.Shape);
    }

    /// <summary>
    /// A tensor over the file's own pages, on the CPU: nothing is read until it is used, and what was read the system may drop again. It has a
    /// mapping of its own, which lives as long as any tensor over it, so that this file may be disposed before. Writing to it changes the pages in
    /// memory, never the file. The file must not be cut short while it is mapped; replacing it (<see cref="AtomicFile"/>) is harmless.
    /// </summary>
    /// <returns>
    /// Owned by the caller. A copy as of <see cref="Read"/> where no mapping can serve: with a tensor provider that cannot use foreign memory, and for
    /// data that are not aligned to their element size.
    /// </returns>
    /// <exception cref="SafetensorsException">The file has no such tensor.</exception>
    public Tensor Map(string name)
    {
        var entry = Entry(name);
        ObjectDisposedException.ThrowIf(disposed, this);
        if (entry.Length == 0 || entry.Offset % entry.Dtype.ByteSize() != 0) return Read(name);
        return MappedTensor.Over(map, entry) ?? Read(name);
    }

    /// <summary>Begins to read a tensor's bytes in the background, into the system's cache. A hint that costs nothing if the tensor is never used.</summary>
    /// <exception cref="SafetensorsException">The file has no such tensor.</exception>
    public void ReadAhead(string name)
    {
        var entry = Entry(name);
        ObjectDisposedException.ThrowIf(disposed, this);
        Checkpoints.ReadAhead.Announce(stream.SafeFileHandle, entry.Offset, entry.Length);
    }
}
