using System.IO.MemoryMappedFiles;
using static TorchSharp.torch;

namespace InternVideo2.Checkpoints;

/// <summary>Tensors over a part of a mapped file, where the tensor provider can use memory that is not its own.</summary>
internal static class MappedTensor
{
    /// <summary>A tensor over the bytes of <paramref name="entry"/>, owned by the caller; null where only a copy can serve.</summary>
    public static Tensor? Over(MemoryMappedFile map, SafetensorsEntry entry)
    {
#if OWN_TORCH
        // A private mapping for each tensor: writes stay in memory, and giving up the tensor gives up its pages.
        var range = new MappedRange(map.CreateViewAccessor(entry.Offset, entry.Length, MemoryMappedFileAccess.CopyOnWrite));
        return InternVideo2.Torch.ForeignMemory.Wrap(range.Address, entry.Shape, TensorTypes.ToScalarType(entry.Dtype), range);
#else
        return null;
#endif
    }
}

/// <summary>A view of a mapped file, held in place until it is disposed.</summary>
internal sealed unsafe class MappedRange : IDisposable
{
    private readonly MemoryMappedViewAccessor view;
    private int released;

    /// <param name="view">Taken over.</param>
    public MappedRange(MemoryMappedViewAccessor view)
    {
        this.view = view;
        byte* pointer = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref pointer);
        Address = (IntPtr)(pointer + view.PointerOffset);
    }

    /// <summary>The first byte of the range; valid until disposal.</summary>
    public IntPtr Address { get; }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref released, 1) != 0) return;
        view.SafeMemoryMappedViewHandle.ReleasePointer();
        view.Dispose();
    }
}
