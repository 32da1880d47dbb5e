using System.Runtime.InteropServices;
using TorchSharp;

namespace InternVideo2.Torch;

/// <summary>What is loaded, from where, and how many threads it uses: facts that the TorchSharp API does not offer.</summary>
public static class TorchRuntime
{
    /// <summary>Path of the libtorch library that this process loaded.</summary>
    public static string LibraryPath => Marshal.PtrToStringUTF8(NativeMethods.iv2_torch_path())!;

    /// <summary>libtorch's own report on threads, BLAS and OpenMP.</summary>
    public static string ParallelInfo => Marshal.PtrToStringUTF8(NativeMethods.iv2_parallel_info())!;

    /// <summary>Native tensors that C# holds now.</summary>
    public static long LiveTensors => torch.Tensor.TotalCount;
}
