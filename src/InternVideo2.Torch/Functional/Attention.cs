using InternVideo2.Torch;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            private static readonly Op FusedAttention = new("aten::scaled_dot_product_attention");

            /// <summary>softmax(q·kᵀ/√D + mask)·v, by libtorch's fused operator where it has one (2.0 and later), else in blocks by our own.</summary>
            /// <param name="query">… × L × D.</param>
            /// <param name="key">… × S × D.</param>
            /// <param name="value">… × S × E.</param>
            /// <param name="attn_mask">Broadcastable to … × L × S: added if floating-point; if boolean, true means attend.</param>
            /// <param name="p">Dropout of the attention weights. Applied whenever above zero: pass 0 in evaluation.</param>
            /// <param name="is_casual">Whether a position attends only to itself and earlier ones; excludes a mask.</param>
            /// <returns>… × L × E.</returns>
            /// <exception cref="ArgumentException">Both a mask and causality are asked for.</exception>
            public static Tensor scaled_dot_product_attention(
                Tensor query, Tensor key, Tensor value, Tensor? attn_mask = null, double p = 0, bool is_casual = false)
            {
                if (is_casual && attn_mask is not null)
                    throw new ArgumentException("scaled_dot_product_attention: attn_mask and is_casual exclude each other.", nameof(attn_mask));
                if (attn_mask is null && p == 0 && !FusedAttention.Exists
                    && FusedLayers.Attention(query, key, value, 1 / Math.Sqrt(query.shape[^1]), is_casual) is { } blocked)
                {
                    return blocked;
                }
                if (FusedAttention.Exists) return FusedAttention.Call(query, key, value, attn_mask, p, is_casual);

                using var scope = NewDisposeScope();
                var width = query.shape[^1];
                // The root of the scale goes to each side, as in libtorch's own composition: products of half precision stay in range.
                Scalar scale = Math.Sqrt(1 / Math.Sqrt(width));
                var scores = query.mul(scale).matmul(key.mul(scale).transpose(-2, -1));
                if (is_casual) attn_mask = CausalMask(query.shape[^2], key.shape[^2], query.device);
                if (attn_mask is not null) scores = Masked(scores, attn_mask);
                var weights = scores.softmax(-1);
                if (p > 0) weights = DropoutOp.Call(weights, p, true);
                return scope.MoveToOuter(weights.matmul(value));
            }

            private static Tensor CausalMask(long length, long source, Device device) =>
                ones([length, source], ScalarType.Bool, device).tril();

            private static Tensor Masked(Tensor scores, Tensor mask) => mask.dtype == ScalarType.Bool
                ? scores.masked_fill(mask.logical_not(), double.NegativeInfinity)
                : scores.add(mask);
        }
    }
}
