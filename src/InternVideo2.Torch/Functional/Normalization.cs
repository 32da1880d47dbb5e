namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            private static readonly Op LayerNormOp = new("aten::layer_norm");
            private static readonly Op GroupNormOp = new("aten::group_norm");
            private static readonly Op BatchNormOp = new("aten::batch_norm");
            private static readonly Op ClampMin = new("aten::clamp_min");

            /// <summary>Normalises over the last axes, of sizes <paramref name="normalized_shape"/>, then scales and shifts.</summary>
            public static Tensor layer_norm(Tensor input, long[] normalized_shape, Tensor? weight = null, Tensor? bias = null, double eps = 1E-05) =>
                LayerNormOp.Call(input, normalized_shape, weight, bias, eps);

            /// <summary>Normalises each of <paramref name="num_groups"/> groups of channels (axis 1), then scales and shifts each channel.</summary>
            public static Tensor group_norm(Tensor input, long num_groups, Tensor? weight = null, Tensor? bias = null, double eps = 1E-05) =>
                GroupNormOp.Call(input, num_groups, weight, bias, eps);

            /// <summary>
            /// Normalises each feature (axis 1): by the batch's statistics in training, which also move the running ones by
            /// <paramref name="momentum"/>; else by the running ones.
            /// </summary>
            public static Tensor batch_norm(
                Tensor input, Tensor? running_mean, Tensor? running_var, Tensor? weight = null, Tensor? bias = null, bool training = false,
                double momentum = 0.1, double eps = 1E-05) =>
                BatchNormOp.Call(input, weight, bias, running_mean, running_var, training, momentum, eps, true);

            /// <summary>Divides by the p-norm along an axis, or by <paramref name="eps"/> where the norm is smaller.</summary>
            public static Tensor normalize(Tensor input, double p = 2, long dim = 1, double eps = 1E-12)
            {
                using var norm = Aten.norm_ScalarOpt_dim.Call(input, p, new[] { dim }, true);
                using var divisor = ClampMin.Call(norm, eps);
                return input.div(divisor);
            }
        }
    }
}
