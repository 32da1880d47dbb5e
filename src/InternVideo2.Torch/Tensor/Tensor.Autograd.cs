namespace TorchSharp;

public static partial class torch
{
    // Gradients.
    public partial class Tensor
    {
        public bool requires_grad
        {
            get => NativeMethods.iv2_tensor_requires_grad(Handle) != 0;
            set => NativeMethods.Check(NativeMethods.iv2_tensor_set_requires_grad(Handle, value ? 1 : 0), nameof(requires_grad));
        }

        public Tensor requires_grad_(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        public Tensor with_requires_grad(bool requires_grad = true) => requires_grad_(requires_grad);

        /// <summary>The accumulated gradient, or null. A new wrapper at each read, owned by the caller.</summary>
        public unsafe Tensor? grad
        {
            get
            {
                IntPtr found;
                NativeMethods.Check(NativeMethods.iv2_tensor_grad(Handle, &found), nameof(grad));
                return found == IntPtr.Zero ? null : new Tensor(found);
            }
            set
            {
                NativeMethods.Check(NativeMethods.iv2_tensor_set_grad(Handle, value is null ? IntPtr.Zero : value.Handle), nameof(grad));
                GC.KeepAlive(value);
            }
        }

        public void retain_grad() => NativeMethods.Check(NativeMethods.iv2_tensor_retain_grad(Handle), nameof(retain_grad));

        public Tensor detach() => Aten.detach.Call(this);

        public Tensor detach_() => Aten.detach_.InPlace(this);

        public void backward() => autograd.Backward([this], null, false, false, null);

        public void backward(IList<Tensor>? grad_tensors = null, bool retain_graph = false, bool create_graph = false, IList<Tensor>? inputs = null) =>
            autograd.Backward([this], grad_tensors, retain_graph, create_graph, inputs);
    }
}
