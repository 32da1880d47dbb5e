using TorchSharp;
using static TorchSharp.torch;

namespace InternVideo2.Torch;

/// <summary>
/// Layers that the TorchSharp API lacks or that libtorch 1.13 only has as many operators, as one native pass each, with gradients (and gradients of
/// those). Results are owned by the caller; null where only plain operators can do it (other devices, dtypes and shapes).
/// </summary>
public static unsafe class FusedLayers
{
    /// <summary>y = w · x / √(mean(x², last axis) + eps).</summary>
    /// <param name="x">… × C.</param>
    /// <param name="weight">C.</param>
    /// <param name="eps">Added to the mean square.</param>
    public static Tensor? RmsNorm(Tensor x, Tensor weight, double eps)
    {
        IntPtr result;
        var failed = NativeMethods.iv2_rms_norm(x.Handle, weight.Handle, eps, &result);
        return Finish(failed, result, nameof(RmsNorm), x, weight);
    }

    /// <summary>LayerNorm over the last axis with weight and bias, the result divided by its Euclidean length.</summary>
    /// <param name="x">… × C.</param>
    /// <param name="weight">C.</param>
    /// <param name="bias">C.</param>
    /// <param name="eps">Added to the variance.</param>
    public static Tensor? UnitLayerNorm(Tensor x, Tensor weight, Tensor bias, double eps)
    {
        IntPtr result;
        var failed = NativeMethods.iv2_unit_layer_norm(x.Handle, weight.Handle, bias.Handle, eps, &result);
        return Finish(failed, result, nameof(UnitLayerNorm), x, weight, bias);
    }

    /// <summary>x wᵀ + b.</summary>
    /// <param name="x">… × I.</param>
    /// <param name="weight">O × I.</param>
    /// <param name="bias">O, or null.</param>
    /// <returns>… × O.</returns>
    public static Tensor? Linear(Tensor x, Tensor weight, Tensor? bias)
    {
        IntPtr result;
        var failed = NativeMethods.iv2_linear(x.Handle, weight.Handle, bias is null ? IntPtr.Zero : bias.Handle, &result);
        return Finish(failed, result, nameof(Linear), x, weight, bias);
    }

    /// <summary>GELU of x + b.</summary>
    /// <param name="x">… × C.</param>
    /// <param name="bias">C.</param>
    /// <param name="tanh">The tanh approximation instead of the exact form.</param>
    public static Tensor? BiasGelu(Tensor x, Tensor bias, bool tanh)
    {
        IntPtr result;
        var failed = NativeMethods.iv2_bias_gelu(x.Handle, bias.Handle, tanh ? 1 : 0, &result);
        return Finish(failed, result, nameof(BiasGelu), x, bias);
    }

    /// <summary>x + scale · branch.</summary>
    /// <param name="x">… × C.</param>
    /// <param name="branch">… × C.</param>
    /// <param name="scale">C.</param>
    public static Tensor? ScaledResidual(Tensor x, Tensor branch, Tensor scale)
    {
        IntPtr result;
        var failed = NativeMethods.iv2_scaled_residual(x.Handle, branch.Handle, scale.Handle, &result);
        return Finish(failed, result, nameof(ScaledResidual), x, branch, scale);
    }

    /// <summary>Σ x·target over all elements.</summary>
    /// <param name="x">… × C.</param>
    /// <param name="target">Alike; wants no gradient.</param>
    /// <returns>A scalar.</returns>
    public static Tensor? Dot(Tensor x, Tensor target)
    {
        IntPtr result;
        var failed = NativeMethods.iv2_dot(x.Handle, target.Handle, &result);
        return Finish(failed, result, nameof(Dot), x, target);
    }

    /// <summary>softmax(q kᵀ · scale) v without storing the weights.</summary>
    /// <param name="query">B × H × N × D.</param>
    /// <param name="key">B × H × M × D.</param>
    /// <param name="value">B × H × M × E.</param>
    /// <param name="scale">Usually 1/√D.</param>
    /// <param name="causal">Whether a query attends to its own key and earlier ones only; then N = M.</param>
    /// <returns>B × H × N × E in memory order B N H E, so that joining the heads is a view.</returns>
    public static Tensor? Attention(Tensor query, Tensor key, Tensor value, double scale, bool causal = false)
    {
        IntPtr result;
        var failed = NativeMethods.iv2_attention(query.Handle, key.Handle, value.Handle, scale, causal ? 1 : 0, &result);
        return Finish(failed, result, nameof(Attention), query, key, value);
    }

    private static Tensor? Finish(int failed, IntPtr result, string name, params ReadOnlySpan<Tensor?> arguments)
    {
        if (failed != 0)
            throw TorchException.FromNative($"{name}({string.Join(", ", arguments.ToArray().Select(argument => argument is null ? "null" : argument.Describe()))})");
        foreach (var argument in arguments) GC.KeepAlive(argument);
        return result == IntPtr.Zero ? null : new Tensor(result);
    }
}
