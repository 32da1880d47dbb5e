using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>A tensor that a module trains. A module's field of this type becomes one of its parameters.</summary>
    public class Parameter : Tensor
    {
        /// <param name="data">The initial values. The parameter takes them over without a copy: <paramref name="data"/> is invalid afterwards.</param>
        /// <param name="requires_grad">False freezes the parameter.</param>
        /// <exception cref="ArgumentException">A gradient is asked for and the elements are not floating-point.</exception>
        public Parameter(Tensor data, bool requires_grad = true) : base(TakeOver(data, requires_grad)) =>
            this.requires_grad = requires_grad;

        private static IntPtr TakeOver(Tensor data, bool requires_grad)
        {
            ArgumentNullException.ThrowIfNull(data);
            if (requires_grad && !data.is_floating_point())
                throw new ArgumentException($"Only floating-point tensors can be trained, but this one is {data.dtype}. Pass requires_grad: false.");
            if (data.is_leaf) return data.TakeHandle();
            using (data)
            {
                return data.detach().TakeHandle();
            }
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <inheritdoc cref="Modules.Parameter(Tensor, bool)"/>
            public static Modules.Parameter Parameter(Tensor data, bool requires_grad = true) => new(data, requires_grad);
        }
    }
}
