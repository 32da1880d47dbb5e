using System.Reflection;
using System.Runtime.InteropServices;

namespace TorchSharp;

/// <summary>The C functions of the shim (native/), one to one. A non-zero result means that <c>iv2_last_error</c> says why.</summary>
internal static unsafe partial class NativeMethods
{
    private const string Library = "iv2torch";

    private static readonly Lock LoadingLock = new();
    private static IntPtr loaded;

    static NativeMethods() => NativeLibrary.SetDllImportResolver(typeof(NativeMethods).Assembly, Resolve);

    private static IntPtr Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (name != Library) return IntPtr.Zero;
        // The runtime asks once for each function: the library must be loaded, and the threads decided, the first time only.
        lock (LoadingLock)
        {
            if (loaded == IntPtr.Zero) loaded = LoadFrom(assembly);
            return loaded;
        }
    }

    private static IntPtr LoadFrom(Assembly assembly)
    {
        var folder = Path.GetDirectoryName(assembly.Location) ?? "";
        string[] candidates = [Path.Combine(folder, "libiv2torch.so"), Path.Combine(folder, "runtimes", "linux-x64", "native", "libiv2torch.so")];
        var found = candidates.FirstOrDefault(File.Exists)
            ?? throw new DllNotFoundException($"libiv2torch.so is not beside {assembly.Location}: build the native part with `./iv2 setup` (needs libtorch-dev and cmake).");
        try
        {
            ThreadPolicy.BeforeLoading();
            var library = NativeLibrary.Load(found);
            ShimInterface.Check(library, found, ShimInterface.Expected);
            ThreadPolicy.AfterLoading((delegate* unmanaged<int, int>)NativeLibrary.GetExport(library, nameof(iv2_set_num_threads)));
            return library;
        }
        catch (DllNotFoundException error)
        {
            throw new DllNotFoundException(
                $"{found} cannot be loaded: {error.Message} libtorch is missing or another version than the one it was built with: " +
                "run `./iv2 setup`, or set LIBTORCH to the folder of the libtorch to use and rebuild.", error);
        }
    }

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] internal static partial IntPtr iv2_op_find(string name, string overload);
    [LibraryImport(Library)] internal static partial int iv2_op_call(IntPtr op, NativeValue* arguments, int count, NativeValue* results, int capacity, int* produced);
    [LibraryImport(Library)] internal static partial void iv2_free(IntPtr memory);

    [LibraryImport(Library)] internal static partial void iv2_tensor_release(IntPtr tensor);
    [LibraryImport(Library)] internal static partial void iv2_tensor_retain(IntPtr tensor);
    [LibraryImport(Library)] internal static partial int iv2_tensor_facts(IntPtr tensor, TensorFacts* facts);
    [LibraryImport(Library)] internal static partial int iv2_tensor_sizes(IntPtr tensor, long* sizes, long* strides);
    [LibraryImport(Library)] internal static partial long iv2_tensor_numel(IntPtr tensor);
    [LibraryImport(Library)] internal static partial long iv2_tensor_storage_offset(IntPtr tensor);
    [LibraryImport(Library)] internal static partial int iv2_tensor_is_contiguous(IntPtr tensor);
    [LibraryImport(Library)] internal static partial int iv2_tensor_data(IntPtr tensor, IntPtr* address);
    [LibraryImport(Library)] internal static partial int iv2_tensor_requires_grad(IntPtr tensor);
    [LibraryImport(Library)] internal static partial int iv2_tensor_set_requires_grad(IntPtr tensor, int value);
    [LibraryImport(Library)] internal static partial int iv2_tensor_is_leaf(IntPtr tensor);
    [LibraryImport(Library)] internal static partial int iv2_tensor_retain_grad(IntPtr tensor);
    [LibraryImport(Library)] internal static partial int iv2_tensor_grad(IntPtr tensor, IntPtr* grad);
    [LibraryImport(Library)] internal static partial int iv2_tensor_set_grad(IntPtr tensor, IntPtr grad);
    [LibraryImport(Library)] internal static partial int iv2_tensor_set_data(IntPtr tensor, IntPtr data);
    [LibraryImport(Library)]
    internal static partial int iv2_tensor_from_memory(
        IntPtr memory, long* sizes, int dimensions, int dtype, delegate* unmanaged<IntPtr, void> deleter, IntPtr context, IntPtr* result);

    [LibraryImport(Library)]
    internal static partial int iv2_backward(
        IntPtr* tensors, int count, IntPtr* grads, int gradCount, int retainGraph, int createGraph, IntPtr* inputs, int inputCount);
    [LibraryImport(Library)]
    internal static partial int iv2_grad(
        IntPtr* outputs, int count, IntPtr* inputs, int inputCount, IntPtr* grads, int gradCount,
        int retainGraph, int createGraph, int allowUnused, IntPtr* results);
    [LibraryImport(Library)] internal static partial int iv2_grad_mode();
    [LibraryImport(Library)] internal static partial void iv2_set_grad_mode(int enabled);
    [LibraryImport(Library)] internal static partial IntPtr iv2_inference_mode_begin(int enabled);
    [LibraryImport(Library)] internal static partial void iv2_inference_mode_end(IntPtr guard);
    [LibraryImport(Library)] internal static partial int iv2_inference_mode();
    [LibraryImport(Library)] internal static partial int iv2_contiguous_gradient(IntPtr tensor);
    [LibraryImport(Library)]
    internal static partial int iv2_managed_function(
        IntPtr* inputs, int inputCount, IntPtr* outputs, int outputCount,
        delegate* unmanaged<IntPtr, IntPtr*, int, IntPtr*, int, int> backward, delegate* unmanaged<IntPtr, void> release, IntPtr context);

    [LibraryImport(Library)] internal static partial int iv2_generator_create(ulong seed, int deviceType, int deviceIndex, IntPtr* result);
    [LibraryImport(Library)] internal static partial int iv2_generator_default(int deviceType, int deviceIndex, IntPtr* result);
    [LibraryImport(Library)] internal static partial void iv2_generator_release(IntPtr generator);
    [LibraryImport(Library)] internal static partial int iv2_generator_seed(IntPtr generator, ulong seed);
    [LibraryImport(Library)] internal static partial int iv2_generator_initial_seed(IntPtr generator, ulong* seed);
    [LibraryImport(Library)] internal static partial int iv2_generator_state(IntPtr generator, IntPtr* state);
    [LibraryImport(Library)] internal static partial int iv2_generator_set_state(IntPtr generator, IntPtr state);
    [LibraryImport(Library)] internal static partial int iv2_manual_seed(ulong seed);

    [LibraryImport(Library)] internal static partial IntPtr iv2_last_error();
    [LibraryImport(Library)] internal static partial IntPtr iv2_torch_version();
    [LibraryImport(Library)] internal static partial IntPtr iv2_torch_path();
    [LibraryImport(Library)] internal static partial IntPtr iv2_parallel_info();
    [LibraryImport(Library)] internal static partial int iv2_set_num_threads(int threads);
    [LibraryImport(Library)] internal static partial int iv2_get_num_threads();
    [LibraryImport(Library)] internal static partial int iv2_set_num_interop_threads(int threads);
    [LibraryImport(Library)] internal static partial int iv2_get_num_interop_threads();
    [LibraryImport(Library)] internal static partial int iv2_cuda_available();
    [LibraryImport(Library)] internal static partial int iv2_cuda_device_count();
    [LibraryImport(Library)] internal static partial void iv2_cuda_allow_tf32(int allow);
    [LibraryImport(Library)] internal static partial int iv2_cuda_tf32_allowed();

    [LibraryImport(Library)] internal static partial int iv2_fused_applicable(IntPtr* tensors, int count);
    [LibraryImport(Library)]
    internal static partial int iv2_fused_adamw(
        IntPtr* parameters, IntPtr* grads, IntPtr* averages, IntPtr* squares, int count,
        long step, double lr, double beta1, double beta2, double eps, double weightDecay);
    [LibraryImport(Library)] internal static partial int iv2_fused_norm(IntPtr* tensors, int count, double* norm);
    [LibraryImport(Library)] internal static partial int iv2_fused_scale(IntPtr* tensors, int count, double factor);

    [LibraryImport(Library)] internal static partial int iv2_attention(IntPtr query, IntPtr key, IntPtr value, double scale, int causal, IntPtr* result);
    [LibraryImport(Library)]
    internal static partial int iv2_decoder_step(
        IntPtr* handles, double* scales, long* sizes, double epsilon, long* positions, long* starts, IntPtr x, IntPtr logits);
    [LibraryImport(Library)]
    internal static partial int iv2_decoder_read(
        IntPtr* handles, double* scales, long* sizes, double epsilon, long* starts, int last, IntPtr x, IntPtr workspace, int* done);
    [LibraryImport(Library)] internal static partial int iv2_linear(IntPtr input, IntPtr weight, IntPtr bias, IntPtr* result);
    [LibraryImport(Library)] internal static partial int iv2_bias_gelu(IntPtr input, IntPtr bias, int tanh, IntPtr* result);
    [LibraryImport(Library)] internal static partial int iv2_scaled_residual(IntPtr input, IntPtr branch, IntPtr scale, IntPtr* result);
    [LibraryImport(Library)] internal static partial int iv2_unit_layer_norm(IntPtr input, IntPtr weight, IntPtr bias, double eps, IntPtr* result);
    [LibraryImport(Library)] internal static partial int iv2_dot(IntPtr input, IntPtr target, IntPtr* result);
    [LibraryImport(Library)] internal static partial int iv2_rms_norm(IntPtr input, IntPtr weight, double eps, IntPtr* result);

    /// <summary>Throws what the shim last reported on this thread if <paramref name="failed"/> is not zero.</summary>
    internal static void Check(int failed, string what)
    {
        if (failed != 0) throw InternVideo2.Torch.TorchException.FromNative(what);
    }
}

/// <summary>Mirrors <c>Facts</c> of tensor.cpp.</summary>
internal struct TensorFacts
{
    internal int ScalarType;
    internal int DeviceType;
    internal int DeviceIndex;
    internal int Dimensions;
}
