using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>Returns its input, as a tensor object of its own over the same data: either may be disposed without the other.</summary>
    public sealed class Identity : ParameterLessModule<Tensor, Tensor>
    {
        internal Identity() : base(nameof(Identity))
        {
        }

        /// <inheritdoc/>
        public override Tensor forward(Tensor tensor) => tensor.alias();
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>A module that changes nothing.</summary>
            public static Modules.Identity Identity() => new();
        }
    }
}
