using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>In training zeroes each element with a probability and scales the rest up by 1/(1−p); in evaluation does nothing.</summary>
    public sealed class Dropout : ParameterLessModule<Tensor, Tensor>
    {
        internal Dropout(double p, bool inplace) : base(nameof(Dropout))
        {
            if (p is not (>= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(p), p, "Dropout: must be within [0, 1].");
            this.p = p;
            this.inplace = inplace;
        }

        /// <summary>The probability of an element to become zero.</summary>
        public double p { get; set; }

        public bool inplace { get; set; }

        /// <inheritdoc/>
        public override Tensor forward(Tensor tensor) => nn.functional.dropout(tensor, p, training, inplace);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Dropout of single elements.</summary>
            /// <param name="p">The probability of an element to become zero, within [0, 1].</param>
            /// <param name="inplace">Whether the input itself is changed.</param>
            public static Modules.Dropout Dropout(double p = 0.5, bool inplace = false) => new(p, inplace);
        }
    }
}
