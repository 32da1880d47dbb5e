using InternVideo2.Data;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InternVideo2.Training;

/// <summary>
/// What one arm of an ablation learns: an <see cref="IObjective"/> whose expensive, frozen part (teachers' answers, masks) is made once for all arms.
/// Owns its model.
/// </summary>
/// <typeparam name="TShared">What all arms share about a batch.</typeparam>
public interface IArmObjective<in TShared> : IDisposable
{
    /// <inheritdoc cref="IObjective.Model"/>
    nn.Module Model { get; }

    /// <inheritdoc cref="IObjective.NamedParameters"/>
    IEnumerable<(string Name, Parameter Parameter)> NamedParameters();

    /// <inheritdoc cref="IObjective.NoDecayNames"/>
    IReadOnlySet<string> NoDecayNames { get; }

    /// <summary>Computes the losses of one batch. Called on another thread than other arms' at the same time; changes nothing of what is shared.</summary>
    /// <param name="batch">The clips.</param>
    /// <param name="shared">What was prepared for them.</param>
    /// <param name="random">This arm's own draws.</param>
    /// <returns>Losses owned by the caller.</returns>
    Losses Compute(ClipBatch batch, TShared shared, RandomStreams random);
}
