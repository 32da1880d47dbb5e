using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InternVideo2.Training;

/// <summary>
/// The L2 norm of all gradients together, measured before anything is changed, so that a gradient that is not finite can still be named;
/// then the clipping (stage 1, 5). The ready-made clip_grad_norm_ scales while it measures: one NaN and every gradient is NaN.
/// </summary>
internal static class GradientNorm
{
    /// <summary>The norm, and the name of the first parameter whose gradient is not finite (null if all are).</summary>
    public static (double Norm, string? NotFinite) Measure(IReadOnlyList<(string Name, Parameter Parameter)> parameters)
    {
        using var scope = NewDisposeScope();
        var names = new List<string>(parameters.Count);
        var norms = new List<Tensor>(parameters.Count);
        foreach (var (name, parameter) in parameters)
        {
            if (parameter.grad is { } gradient)
            {
                names.Add(name);
                norms.Add(gradient.norm());
            }
        }

        if (norms.Count == 0)
        {
            return (0, null);
        }

        // One transfer for all norms: on a GPU each single one would be a synchronisation.
        var values = stack(norms).to(float32).cpu().data<float>().ToArray();
        var sum = 0.0;
        for (var i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
            {
                return (values[i], names[i]);
            }

            sum += (double)values[i] * values[i];
        }

        return (Math.Sqrt(sum), null);
    }

    /// <summary>Scales all gradients by max/(norm + 1e-6) where that is below 1.</summary>
    public static void Clip(IReadOnlyList<(string Name, Parameter Parameter)> parameters, double norm, double max)
    {
        var factor = max / (norm + 1e-6);
        if (factor >= 1)
        {
            return;
        }

        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        foreach (var (_, parameter) in parameters)
        {
            parameter.grad?.mul_(factor);
        }
    }
}
