using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace InternVideo2.Torch;

/// <summary>Tensors over memory that libtorch did not allocate: pinned arrays, mapped files.</summary>
public static unsafe class ForeignMemory
{
    /// <summary>
    /// A CPU tensor over <paramref name="address"/>, without a copy. <paramref name="owner"/> is disposed when the last tensor over the memory is gone,
    /// on whatever thread that happens. The memory must hold the product of <paramref name="sizes"/> elements of <paramref name="dtype"/>;
    /// writing to memory that is mapped read-only ends the process, so treat such tensors as constants.
    /// </summary>
    public static Tensor Wrap(IntPtr address, long[] sizes, ScalarType dtype, IDisposable owner)
    {
        ArgumentNullException.ThrowIfNull(owner);
        var context = GCHandle.ToIntPtr(GCHandle.Alloc(owner));
        IntPtr result;
        fixed (long* pointer = sizes)
        {
            if (NativeMethods.iv2_tensor_from_memory(address, pointer, sizes.Length, (int)dtype, &Release, context, &result) != 0)
            {
                GCHandle.FromIntPtr(context).Free();
                owner.Dispose();
                throw TorchException.FromNative($"{nameof(ForeignMemory)}.{nameof(Wrap)}({dtype} [{string.Join(", ", sizes)}])");
            }
        }
        return new Tensor(result);
    }

    [UnmanagedCallersOnly]
    private static void Release(IntPtr context)
    {
        var handle = GCHandle.FromIntPtr(context);
        ((IDisposable)handle.Target!).Dispose();
        handle.Free();
    }
}
