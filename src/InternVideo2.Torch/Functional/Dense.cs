using InternVideo2.Torch;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            private static readonly Op LinearOp = new("aten::linear");
            private static readonly Op DropoutOp = new("aten::dropout");
            private static readonly Op DropoutInPlace = new("aten::dropout_");
            private static readonly Op OneHotOp = new("aten::one_hot");

            /// <summary>x·Wᵀ + b: (…, in), out × in, out → (…, out).</summary>
            public static Tensor linear(Tensor input, Tensor weights, Tensor? bias = null) =>
                FusedLayers.Linear(input, weights, bias) ?? LinearOp.Call(input, weights, bias);

            /// <summary>
            /// In training zeroes each element with probability <paramref name="p"/> and scales the rest by 1/(1−p); else returns the values
            /// unchanged in a new tensor object. Draws from the default generator.
            /// </summary>
            public static Tensor dropout(Tensor input, double p = 0.5, bool training = true, bool inplace = false)
            {
                if (!inplace) return training ? DropoutOp.Call(input, p, training) : input.alias();
                DropoutInPlace.Run(input, p, training);
                return input;
            }

            /// <summary>int64 classes of any shape → the same shape and one more axis, 1 at the class and 0 elsewhere.</summary>
            /// <param name="x">Classes, from 0.</param>
            /// <param name="num_classes">Their number; −1 takes the largest plus one.</param>
            public static Tensor one_hot(Tensor x, long num_classes = -1) => OneHotOp.Call(x, num_classes);
        }
    }
}
