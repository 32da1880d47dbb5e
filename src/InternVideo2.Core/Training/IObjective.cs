using InternVideo2.Data;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InternVideo2.Training;

/// <summary>
/// What a stage teaches: it turns a batch into named losses. The training loop knows objectives only through this interface,
/// and never what a modality is.
/// </summary>
public interface IObjective : IDisposable
{
    /// <summary>The trained module. Frozen companions (teachers) are not part of it.</summary>
    nn.Module Model { get; }

    /// <summary>The trained parameters under their official checkpoint names, in official definition order.</summary>
    IEnumerable<(string Name, Parameter Parameter)> NamedParameters();

    /// <summary>Official names that get no weight decay although they are neither one-dimensional nor biases (positional tables, class token).</summary>
    IReadOnlySet<string> NoDecayNames { get; }

    /// <summary>Computes the losses of one batch, with gradients to <see cref="Model"/>. Every draw comes from <paramref name="random"/>.</summary>
    /// <returns>Losses owned by the caller.</returns>
    Losses Compute(ClipBatch batch, RandomStreams random);
}

/// <summary>The weighted total (a scalar with graph) and the raw, unweighted terms it was made of (scalars, detached), by name in report order.</summary>
public sealed record Losses(Tensor Total, IReadOnlyList<(string Name, Tensor Value)> Terms);
