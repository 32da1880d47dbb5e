using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>eˣ divided by its sum along one axis.</summary>
    public sealed class Softmax : ParameterLessModule<Tensor, Tensor>
    {
        internal Softmax(long dim) : base(nameof(Softmax)) => this.dim = dim;

        public long dim { get; set; }

        /// <inheritdoc/>
        public override Tensor forward(Tensor tensor) => nn.functional.softmax(tensor, dim);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>eˣ divided by its sum along one axis.</summary>
            public static Modules.Softmax Softmax(long dim) => new(dim);
        }
    }
}
