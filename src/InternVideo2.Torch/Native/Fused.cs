using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>Native passes over many tensors at once, with plain operators where the fast path does not apply (other devices, dtypes, strides).</summary>
internal static unsafe class Fused
{
    /// <summary>One AdamW step (decoupled decay, bias correction) in place; <paramref name="step"/> counts from 1.</summary>
    internal static void AdamW(
        IReadOnlyList<Tensor> parameters, IReadOnlyList<Tensor> grads, IReadOnlyList<Tensor> expAvg, IReadOnlyList<Tensor> expAvgSq,
        long step, double lr, double beta1, double beta2, double eps, double weightDecay)
    {
        IntPtr[] p = Handles.Of(parameters), g = Handles.Of(grads), m = Handles.Of(expAvg), v = Handles.Of(expAvgSq);
        fixed (IntPtr* pp = p, gp = g, mp = m, vp = v)
        {
            if (Applicable(pp, p.Length) && Applicable(gp, g.Length) && Applicable(mp, m.Length) && Applicable(vp, v.Length))
            {
                var failed = NativeMethods.iv2_fused_adamw(pp, gp, mp, vp, p.Length, step, lr, beta1, beta2, eps, weightDecay);
                NativeMethods.Check(failed, "AdamW step");
                GC.KeepAlive(parameters);
                GC.KeepAlive(grads);
                GC.KeepAlive(expAvg);
                GC.KeepAlive(expAvgSq);
                return;
            }
        }
        using var none = no_grad();
        using var scope = NewDisposeScope();
        double correction1 = 1 - Math.Pow(beta1, step), correction2 = 1 - Math.Pow(beta2, step);
        for (var i = 0; i < p.Length; i++)
        {
            parameters[i].mul_(1 - lr * weightDecay);
            expAvg[i].mul_(beta1).add_(grads[i], 1 - beta1);
            expAvgSq[i].mul_(beta2).addcmul_(grads[i], grads[i], 1 - beta2);
            var denominator = (expAvgSq[i].sqrt() / Math.Sqrt(correction2)).add_(eps);
            parameters[i].addcdiv_(expAvg[i], denominator, -lr / correction1);
        }
    }

    /// <summary>The L2 norm over all elements of all tensors.</summary>
    internal static double GradNorm(IReadOnlyList<Tensor> grads)
    {
        var handles = Handles.Of(grads);
        fixed (IntPtr* pointer = handles)
        {
            if (Applicable(pointer, handles.Length))
            {
                double norm;
                NativeMethods.Check(NativeMethods.iv2_fused_norm(pointer, handles.Length, &norm), "gradient norm");
                GC.KeepAlive(grads);
                return norm;
            }
        }
        using var none = no_grad();
        using var scope = NewDisposeScope();
        return Math.Sqrt(grads.Sum(g => g.to_type(ScalarType.Float64).square().sum().ToDouble()));
    }

    /// <summary>Multiplies every tensor by <paramref name="factor"/> in place.</summary>
    internal static void Scale(IReadOnlyList<Tensor> tensors, double factor)
    {
        var handles = Handles.Of(tensors);
        fixed (IntPtr* pointer = handles)
        {
            if (Applicable(pointer, handles.Length))
            {
                NativeMethods.Check(NativeMethods.iv2_fused_scale(pointer, handles.Length, factor), "gradient scaling");
                GC.KeepAlive(tensors);
                return;
            }
        }
        using var none = no_grad();
        foreach (var tensor in tensors) tensor.mul_(factor);
    }

    /// <summary>
    /// Makes the gradient that reaches <paramref name="t"/> contiguous before the operator that made it sees it.
    /// libtorch 1.13's float32 oneDNN GELU backward returns garbage otherwise.
    /// </summary>
    internal static Tensor ContiguousGradient(Tensor t)
    {
        NativeMethods.Check(NativeMethods.iv2_contiguous_gradient(t.Handle), nameof(ContiguousGradient));
        return t;
    }

    private static bool Applicable(IntPtr* handles, int count) => NativeMethods.iv2_fused_applicable(handles, count) != 0;
}
