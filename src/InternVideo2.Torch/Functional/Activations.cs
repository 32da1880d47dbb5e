using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            private static readonly Op GeluOp = new("aten::gelu");
            private static readonly Op GeluInPlace = new("aten::gelu_");
            private static readonly Op SoftplusOp = new("aten::softplus");

            /// <summary>The exact GELU: x·Φ(x).</summary>
            public static Tensor gelu(Tensor x) => gelu(x, Modules.GELU.Approximate.none);

            /// <summary>The exact GELU, possibly in place.</summary>
            public static Tensor gelu(Tensor x, bool inplace) => gelu(x, Modules.GELU.Approximate.none, inplace);

            /// <summary>The exact GELU or its tanh approximation, possibly in place (then the result is <paramref name="x"/> itself).</summary>
            public static Tensor gelu(Tensor x, GELU.Approximate approximate, bool inplace = false)
            {
                var formula = approximate == Modules.GELU.Approximate.tanh ? "tanh" : "none";
                return GuardGeluBackward(inplace ? GeluInPlace.InPlace(x, formula) : GeluOp.Call(x, formula));
            }

            /// <summary>x·σ(x).</summary>
            public static Tensor silu(Tensor x, bool inplace = false) => inplace ? x.silu_() : x.silu();

            /// <summary>max(x, 0).</summary>
            public static Tensor relu(Tensor x, bool inplace = false) => inplace ? x.relu_() : x.relu();

            /// <summary>1/(1 + e⁻ˣ).</summary>
            public static Tensor sigmoid(Tensor x) => x.sigmoid();

            /// <summary>1/(1 + e⁻ˣ), possibly in place.</summary>
            public static Tensor sigmoid(Tensor x, bool inplace) => inplace ? x.sigmoid_() : x.sigmoid();

            /// <summary>The hyperbolic tangent.</summary>
            public static Tensor tanh(Tensor x, bool inplace = false) => inplace ? x.tanh_() : x.tanh();

            /// <summary>log(1 + e^(βx))/β, and x itself where βx exceeds the threshold.</summary>
            public static Tensor softplus(Tensor x, double beta = 1, double threshold = 20) => SoftplusOp.Call(x, beta, threshold);

            /// <summary>eˣ divided by its sum along one axis; the input is converted to <paramref name="dtype"/> first.</summary>
            public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) => input.softmax(dim, dtype);

            /// <summary>The logarithm of the softmax, computed stably.</summary>
            public static Tensor log_softmax(Tensor x, long dim) => x.log_softmax(dim);

            /// <summary>
            /// libtorch 1.13 hands a float32 GELU gradient to oneDNN without looking at its strides: a transposed one comes back as garbage.
            /// So the gradient that reaches a GELU is made contiguous first.
            /// </summary>
            private static Tensor GuardGeluBackward(Tensor result) =>
                result.requires_grad && result.dtype == ScalarType.Float32 ? Fused.ContiguousGradient(result) : result;
        }
    }
}
