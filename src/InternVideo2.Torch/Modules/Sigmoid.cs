using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>1/(1 + e⁻ˣ).</summary>
    public sealed class Sigmoid : ParameterLessModule<Tensor, Tensor>
    {
        internal Sigmoid(bool inplace) : base(nameof(Sigmoid)) => this.inplace = inplace;

        public bool inplace { get; set; }

        /// <inheritdoc/>
        public override Tensor forward(Tensor tensor) => nn.functional.sigmoid(tensor, inplace);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>1/(1 + e⁻ˣ).</summary>
            public static Modules.Sigmoid Sigmoid() => new(false);

            /// <summary>1/(1 + e⁻ˣ), possibly in place.</summary>
            public static Modules.Sigmoid Sigmoid(bool inplace) => new(inplace);
        }
    }
}
