using System.Runtime.InteropServices;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Version of the libtorch that is loaded.</summary>
    public static string __version__ => Marshal.PtrToStringUTF8(NativeMethods.iv2_torch_version())!;

    /// <summary>Threads of one operator, libtorch's own and those of its BLAS.</summary>
    public static void set_num_threads(int num)
    {
        if (num < 1) throw new ArgumentOutOfRangeException(nameof(num), num, "at least 1");
        NativeMethods.Check(NativeMethods.iv2_set_num_threads(num), nameof(set_num_threads));
    }

    public static int get_num_threads() => NativeMethods.iv2_get_num_threads();

    public static void set_num_interop_threads(int num) =>
        NativeMethods.Check(NativeMethods.iv2_set_num_interop_threads(num), nameof(set_num_interop_threads));

    public static int get_num_interop_threads() => NativeMethods.iv2_get_num_interop_threads();

    public static class cuda
    {
        public static bool is_available() => device_count() > 0;

        public static int device_count() => NativeMethods.iv2_cuda_device_count();

        public static void manual_seed(long seed) => torch.manual_seed(seed);

        public static void manual_seed_all(long seed) => torch.manual_seed(seed);

        /// <summary>Waits until the device has done all queued work. Without a GPU there is nothing to wait for.</summary>
        public static void synchronize(Device? device = null)
        {
            if (!is_available()) return;
            // Reading one element back is the wait that works through any libtorch, without linking the CUDA runtime.
            using var probe = zeros([1], device: device ?? CUDA);
            probe.cpu().Dispose();
        }
    }

    public static class backends
    {
        public static class cuda
        {
            public static class matmul
            {
                public static bool allow_tf32
                {
                    get => NativeMethods.iv2_cuda_tf32_allowed() != 0;
                    set => NativeMethods.iv2_cuda_allow_tf32(value ? 1 : 0);
                }
            }
        }
    }
}
