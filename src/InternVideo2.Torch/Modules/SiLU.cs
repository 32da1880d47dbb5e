using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>x·σ(x), also known as swish.</summary>
    public sealed class SiLU : ParameterLessModule<Tensor, Tensor>
    {
        internal SiLU(bool inplace) : base(nameof(SiLU)) => this.inplace = inplace;

        public bool inplace { get; set; }

        /// <inheritdoc/>
        public override Tensor forward(Tensor tensor) => nn.functional.silu(tensor, inplace);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>x·σ(x).</summary>
            public static Modules.SiLU SiLU() => new(false);

            /// <summary>x·σ(x), possibly in place.</summary>
            public static Modules.SiLU SiLU(bool inplace) => new(inplace);
        }
    }
}
