using InternVideo2.Data;
using InternVideo2.Evaluation;

namespace InternVideo2.Training;

/// <summary>All arms of an ablation for one seed, ready to be trained side by side on the same batches. Owns everything it gives away.</summary>
/// <typeparam name="TShared">What all arms share about a batch.</typeparam>
public interface IAblationTrial<TShared> : IDisposable
    where TShared : IDisposable
{
    /// <summary>The batches, the same for all arms.</summary>
    IClipSource Data { get; }

    /// <summary>How every arm is trained.</summary>
    TrainerOptions Training { get; }

    /// <summary>The generators of the draws that all arms share, such as masks.</summary>
    RandomStreams Random { get; }

    /// <summary>One for each arm, in the order of the ablation.</summary>
    IReadOnlyList<IArmObjective<TShared>> Arms { get; }

    /// <summary>Asks whoever is frozen about a batch. Draws from <see cref="Random"/> only. Called on one thread at a time.</summary>
    /// <returns>Owned by the caller.</returns>
    TShared Prepare(ClipBatch batch);

    /// <summary>Measures what trained arms are worth, on clips that were not trained on.</summary>
    /// <param name="arms">Indices of the arms.</param>
    /// <param name="team">Threads to spread the work over.</param>
    /// <param name="cancellation">Ends the measuring.</param>
    /// <returns>One result for each of <paramref name="arms"/>.</returns>
    IReadOnlyList<ArmMeasurement> Measure(IReadOnlyList<int> arms, ThreadTeam team, CancellationToken cancellation);
}

/// <summary>What a trained arm is worth.</summary>
/// <param name="Losses">Raw loss terms on held-out clips, by name.</param>
/// <param name="Accuracy">Shares that were counted, by name: what probes of its frozen features reach, what its own heads get right.</param>
public sealed record ArmMeasurement(IReadOnlyDictionary<string, double> Losses, IReadOnlyDictionary<string, Proportion> Accuracy);
