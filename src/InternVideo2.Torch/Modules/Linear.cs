using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>y = x·Wᵀ + b over the last axis: (…, in) → (…, out).</summary>
    public sealed class Linear : nn.Module<Tensor, Tensor>
    {
        [ComponentName(Name = nameof(weight))]
        private Parameter _weight;

        [ComponentName(Name = nameof(bias))]
        private Parameter? _bias;

        internal Linear(Parameter weight, Parameter? bias) : base(nameof(Linear))
        {
            _weight = weight;
            _bias = bias;
            out_features = weight.shape[0];
            in_features = weight.shape[1];
            RegisterComponents();
        }

        /// <summary>out × in.</summary>
        public Parameter weight
        {
            get => _weight;
            set => ConditionallyRegisterParameter(nameof(weight), _weight = value);
        }

        /// <summary>out, or null.</summary>
        public Parameter? bias
        {
            get => _bias;
            set => ConditionallyRegisterParameter(nameof(bias), _bias = value);
        }

        public long in_features { get; set; }

        public long out_features { get; set; }

        /// <inheritdoc/>
        public override Tensor forward(Tensor tensor) => nn.functional.linear(tensor, _weight, _bias);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>
            /// A linear layer with PyTorch's initialisation: weight and bias uniform in ±1/√<paramref name="inputSize"/>, the weight drawn first.
            /// </summary>
            public static Linear Linear(long inputSize, long outputSize, bool hasBias = true, Device? device = null, ScalarType? dtype = null)
            {
                var weight = new Parameter(empty([outputSize, inputSize], dtype, device));
                init.kaiming_uniform_(weight, Math.Sqrt(5));
                return new Linear(weight, hasBias ? FanInBias(outputSize, inputSize, dtype, device) : null);
            }

            /// <summary>A linear layer of given parameters (out × in, and out), which it takes over.</summary>
            public static Linear Linear(Parameter weight, Parameter? bias = null) => new(weight, bias);

            /// <summary>PyTorch's default bias of linear and convolution layers: uniform in ±1/√fan_in.</summary>
            internal static Parameter FanInBias(long size, long fanIn, ScalarType? dtype, Device? device)
            {
                var bias = new Parameter(empty([size], dtype, device));
                var bound = fanIn > 0 ? 1 / Math.Sqrt(fanIn) : 0;
                init.uniform_(bias, -bound, bound);
                return bias;
            }
        }
    }
}
