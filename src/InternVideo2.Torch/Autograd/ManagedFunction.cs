using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>Graph nodes whose backward is C# code: the bridge below <c>autograd.SingleTensorFunction</c> and <c>MultiTensorFunction</c>.</summary>
internal static unsafe class ManagedFunction
{
    private sealed record Context(Func<List<Tensor>, List<Tensor?>> Backward, IDisposable Saved);

    // A C# exception cannot cross libtorch: it waits here until the native call has failed on the same thread.
    [ThreadStatic]
    private static Exception? pendingError;

    internal static Exception? TakePendingError()
    {
        var error = pendingError;
        pendingError = null;
        return error;
    }

    /// <summary>Joins fresh <paramref name="outputs"/> to <paramref name="inputs"/> in the graph. <paramref name="saved"/> is disposed with the node.</summary>
    internal static void Connect(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> outputs, Func<List<Tensor>, List<Tensor?>> backward, IDisposable saved)
    {
        var context = GCHandle.ToIntPtr(GCHandle.Alloc(new Context(backward, saved)));
        IntPtr[] i = Handles.Of(inputs), o = Handles.Of(outputs);
        fixed (IntPtr* ip = i, op = o)
        {
            NativeMethods.Check(NativeMethods.iv2_managed_function(ip, i.Length, op, o.Length, &Run, &Release, context), "autograd.Function");
        }
        GC.KeepAlive(inputs);
        GC.KeepAlive(outputs);
    }

    [UnmanagedCallersOnly]
    private static int Run(IntPtr context, IntPtr* gradOutputs, int outputs, IntPtr* gradInputs, int inputs)
    {
        try
        {
            using var scope = NewDisposeScope();
            var grads = new List<Tensor>(outputs);
            for (var i = 0; i < outputs; i++) grads.Add(new Tensor(gradOutputs[i]));
            var results = ((Context)GCHandle.FromIntPtr(context).Target!).Backward(grads);
            if (results.Count != inputs) throw new InvalidOperationException($"backward returned {results.Count} gradients for {inputs} tensor inputs");
            for (var i = 0; i < inputs; i++)
            {
                if (results[i] is not { } result) continue;
                NativeMethods.iv2_tensor_retain(result.Handle);
                gradInputs[i] = result.Handle;
            }
            return 0;
        }
        catch (Exception error)
        {
            pendingError = error;
            return 1;
        }
    }

    [UnmanagedCallersOnly]
    private static void Release(IntPtr context)
    {
        var handle = GCHandle.FromIntPtr(context);
        ((Context)handle.Target!).Saved.Dispose();
        handle.Free();
    }
}
