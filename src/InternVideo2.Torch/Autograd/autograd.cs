namespace TorchSharp;

public static partial class torch
{
    public static partial class autograd
    {
        public static void backward(IList<Tensor> tensors, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null) =>
            Backward(tensors, grad_tensors, retain_graph ?? create_graph, create_graph, inputs);

        public static void backward(Tensor tensor, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null) =>
            Backward([tensor], grad_tensors, retain_graph ?? create_graph, create_graph, inputs);

        public static void backward(Tensor tensor, Tensor grad_tensor, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null) =>
            Backward([tensor], [grad_tensor], retain_graph ?? create_graph, create_graph, inputs);

        /// <summary>The gradients of <paramref name="outputs"/> (summed) with respect to <paramref name="inputs"/>; an unused input gives null if allowed, else an error.</summary>
        public static unsafe IList<Tensor> grad(
            IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor>? grad_outputs = null, bool retain_graph = false, bool create_graph = false, bool allow_unused = false)
        {
            IntPtr[] o = Handles.Of(outputs), i = Handles.Of(inputs), g = Handles.Of(grad_outputs), results = new IntPtr[i.Length];
            fixed (IntPtr* op = o, ip = i, gp = g, rp = results)
            {
                var failed = NativeMethods.iv2_grad(op, o.Length, ip, i.Length, gp, g.Length, retain_graph || create_graph ? 1 : 0, create_graph ? 1 : 0, allow_unused ? 1 : 0, rp);
                NativeMethods.Check(failed, "autograd.grad");
            }
            GC.KeepAlive(outputs);
            GC.KeepAlive(inputs);
            GC.KeepAlive(grad_outputs);
            return results.Select(r => r == IntPtr.Zero ? null! : new Tensor(r)).ToList();
        }

        internal static unsafe void Backward(IList<Tensor> tensors, IList<Tensor>? grads, bool retain_graph, bool create_graph, IList<Tensor>? inputs)
        {
            IntPtr[] t = Handles.Of(tensors), g = Handles.Of(grads), i = Handles.Of(inputs);
            fixed (IntPtr* tp = t, gp = g, ip = i)
            {
                var failed = NativeMethods.iv2_backward(tp, t.Length, gp, g.Length, retain_graph ? 1 : 0, create_graph ? 1 : 0, ip, i.Length);
                NativeMethods.Check(failed, $"backward({string.Join(", ", tensors.Select(x => x.Describe()))})");
            }
            GC.KeepAlive(tensors);
            GC.KeepAlive(grads);
            GC.KeepAlive(inputs);
        }
    }

    private sealed class Restore(Action undo) : IDisposable
    {
        private Action? undo = undo;

        public void Dispose()
        {
            undo?.Invoke();
            undo = null;
        }
    }

    /// <summary>Until disposed, this thread records no graph.</summary>
    public static IDisposable no_grad() => set_grad_enabled(false);

    public static IDisposable enable_grad(bool enabled = true) => set_grad_enabled(enabled);

    public static IDisposable set_grad_enabled(bool mode = true)
    {
        var before = NativeMethods.iv2_grad_mode();
        NativeMethods.iv2_set_grad_mode(mode ? 1 : 0);
        return new Restore(() => NativeMethods.iv2_set_grad_mode(before));
    }

    public static bool is_grad_enabled() => NativeMethods.iv2_grad_mode() != 0;

    /// <summary>Until disposed (on the same thread), tensors are made without graph, version counters or view tracking.</summary>
    public static IDisposable inference_mode(bool mode = true)
    {
        var guard = NativeMethods.iv2_inference_mode_begin(mode ? 1 : 0);
        return new Restore(() => NativeMethods.iv2_inference_mode_end(guard));
    }

    public static bool is_inference_mode_enabled() => NativeMethods.iv2_inference_mode() != 0;
}
