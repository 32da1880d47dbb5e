using TorchSharp;
using static TorchSharp.torch;

namespace InternVideo2.Torch;

/// <summary>Layers that the TorchSharp API lacks or that libtorch 1.13 only has as many operators, as one native pass each, with gradients.</summary>
public static unsafe class FusedLayers
{
    /// <summary>
    /// y = w · x / √(mean(x², last axis) + eps).
    /// </summary>
    /// <param name="x">… × C.</param>
    /// <param name="weight">C.</param>
    /// <param name="eps">Added to the mean square.</param>
    /// <returns>A tensor of x's shape, owned by the caller; null where only plain operators can do it (other devices and dtypes).</returns>
    public static Tensor? RmsNorm(Tensor x, Tensor weight, double eps)
    {
        IntPtr result;
        NativeMethods.Check(NativeMethods.iv2_rms_norm(x.Handle, weight.Handle, eps, &result), $"RmsNorm({x.Describe()}, {weight.Describe()})");
        GC.KeepAlive(x);
        GC.KeepAlive(weight);
        return result == IntPtr.Zero ? null : new Tensor(result);
    }

    /// <summary>softmax(q kᵀ · scale) v without storing the weights.</summary>
    /// <param name="query">B × H × N × D.</param>
    /// <param name="key">B × H × M × D.</param>
    /// <param name="value">B × H × M × E.</param>
    /// <param name="scale">Usually 1/√D.</param>
    /// <returns>B × H × N × E in memory order B N H E, so that joining the heads is a view; null where only plain operators can do it.</returns>
    public static Tensor? Attention(Tensor query, Tensor key, Tensor value, double scale)
    {
        IntPtr result;
        var failed = NativeMethods.iv2_attention(query.Handle, key.Handle, value.Handle, scale, &result);
        NativeMethods.Check(failed, $"Attention({query.Describe()}, {key.Describe()}, {value.Describe()})");
        GC.KeepAlive(query);
        GC.KeepAlive(key);
        GC.KeepAlive(value);
        return result == IntPtr.Zero ? null : new Tensor(result);
    }
}
