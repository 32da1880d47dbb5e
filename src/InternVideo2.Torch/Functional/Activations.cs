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
            private static readonly Op SiluOp = new("aten::silu");
            private static readonly Op SiluInPlace = new("aten::silu_");
            private static readonly Op ReluOp = new("aten::relu");
            private static readonly Op ReluInPlace = new("aten::relu_");
            private static readonly Op SigmoidOp = new("aten::sigmoid");
            private static readonly Op SigmoidInPlace = new("aten::sigmoid_");
            private static readonly Op TanhOp = new("aten::tanh");
            private static readonly Op TanhInPlace = new("aten::tanh_");
            private static readonly Op SoftmaxOp = new("aten::softmax.int");
            private static readonly Op LogSoftmaxOp = new("aten::log_softmax.int");
            private static readonly Op SoftplusOp = new("aten::softplus");

            /// <summary>The exact GELU: x·Φ(x).</summary>
            public static Tensor gelu(Tensor x) => gelu(x, Modules.GELU.Approximate.none);

            /// <summary>The exact GELU, possibly in place.</summary>
            public static Tensor gelu(Tensor x, bool inplace) => gelu(x, Modules.GELU.Approximate.none, inplace);

            /// <summary>The exact GELU or its tanh approximation, possibly in place (then the result is <paramref name="x"/> itself).</summary>
            public static Tensor gelu(Tensor x, GELU.Approximate approximate, bool inplace = false)
            {
                var formula = approximate == Modules.GELU.Approximate.tanh ? "tanh" : "none";
                if (inplace)
                {
                    GeluInPlace.Run(x, formula);
                    return GuardGeluBackward(x);
                }
                return GuardGeluBackward(GeluOp.Call(x, formula));
            }

            /// <summary>x·σ(x).</summary>
            public static Tensor silu(Tensor x, bool inplace = false) => Activate(SiluOp, SiluInPlace, x, inplace);

            /// <summary>max(x, 0).</summary>
            public static Tensor relu(Tensor x, bool inplace = false) => Activate(ReluOp, ReluInPlace, x, inplace);

            /// <summary>1/(1 + e⁻ˣ).</summary>
            public static Tensor sigmoid(Tensor x) => SigmoidOp.Call(x);

            /// <summary>1/(1 + e⁻ˣ), possibly in place.</summary>
            public static Tensor sigmoid(Tensor x, bool inplace) => Activate(SigmoidOp, SigmoidInPlace, x, inplace);

            /// <summary>The hyperbolic tangent.</summary>
            public static Tensor tanh(Tensor x, bool inplace = false) => Activate(TanhOp, TanhInPlace, x, inplace);

            /// <summary>log(1 + e^(βx))/β, and x itself where βx exceeds the threshold.</summary>
            public static Tensor softplus(Tensor x, double beta = 1, double threshold = 20) => SoftplusOp.Call(x, beta, threshold);

            /// <summary>eˣ divided by its sum along one axis; the input is converted to <paramref name="dtype"/> first.</summary>
            public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) => SoftmaxOp.Call(input, dim, dtype);

            /// <summary>The logarithm of the softmax, computed stably.</summary>
            public static Tensor log_softmax(Tensor x, long dim) => LogSoftmaxOp.Call(x, dim);

            private static Tensor Activate(Op pure, Op inPlace, Tensor x, bool inplace)
            {
                if (!inplace) return pure.Call(x);
                inPlace.Run(x);
                return x;
            }

            /// <summary>
            /// libtorch 1.13 hands a float32 GELU gradient to oneDNN without looking at its strides: a transposed one comes back as garbage.
            /// So the gradient that reaches a GELU is made contiguous first.
            /// </summary>
            private static Tensor GuardGeluBackward(Tensor result) =>
                result.requires_grad && result.dtype == ScalarType.Float32 ? Fused.ContiguousGradient(result) : result;
        }
    }
}
