using System.Runtime.InteropServices;
using InternVideo2.Torch;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A tensor over the memory of <paramref name="rawArray"/>: no copy, both see each other's changes; the array is pinned until the tensor's memory is dropped.</summary>
    public static Tensor from_array(Array rawArray, Device? device = null) => from_array(rawArray, null, device);

    /// <summary>As above; another dtype or device than the array's own makes a copy.</summary>
    public static Tensor from_array(Array rawArray, ScalarType? dtype, Device? device = null, bool requires_grad = false, string[]? names = null)
    {
        var sizes = Enumerable.Range(0, rawArray.Rank).Select(rawArray.GetLongLength).ToArray();
        return Shared(rawArray, sizes, 0, dtype, device, requires_grad);
    }

    /// <summary>Elements <paramref name="offset"/> (in bytes) and on of a one-dimensional array, seen as <paramref name="dtype"/>.</summary>
    public static Tensor frombuffer(Array rawArray, ScalarType dtype, long count = -1, long offset = 0, bool requires_grad = false)
    {
        var bytes = rawArray.LongLength * Tensor.ElementSizeOf(TypeOf(rawArray.GetType().GetElementType()!));
        var elementSize = Tensor.ElementSizeOf(dtype);
        if (offset < 0 || offset > bytes) throw new ArgumentOutOfRangeException(nameof(offset), offset, $"0 to {bytes} bytes");
        if (count < 0) count = (bytes - offset) / elementSize;
        if (offset + count * elementSize > bytes) throw new ArgumentOutOfRangeException(nameof(count), count, $"the array holds {(bytes - offset) / elementSize} elements of {dtype} after the offset");
        return Pin(rawArray, [count], offset, dtype, requires_grad);
    }

    private static Tensor Shared(Array array, long[] sizes, long offset, ScalarType? dtype, Device? device, bool requires_grad)
    {
        var natural = TypeOf(array.GetType().GetElementType()!);
        device ??= defaultDevice;
        if ((dtype ?? natural) == natural && device.type == DeviceType.CPU) return Pin(array, sizes, offset, natural, requires_grad);
        using var view = Pin(array, sizes, offset, natural, false);
        return Leaf(view.to(dtype ?? natural, device), requires_grad);
    }

    private static Tensor Pin(Array array, long[] sizes, long offset, ScalarType dtype, bool requires_grad)
    {
        var pin = GCHandle.Alloc(array, GCHandleType.Pinned);
        return Leaf(ForeignMemory.Wrap(pin.AddrOfPinnedObject() + (nint)offset, sizes, dtype, new Pinned(pin)), requires_grad);
    }

    private sealed class Pinned(GCHandle handle) : IDisposable
    {
        private GCHandle handle = handle;

        public void Dispose() => handle.Free();
    }
}
