namespace InternVideo2.Training;

/// <summary>A loss or a gradient is NaN or infinite. The update was not made: weights and optimiser are those of the step before.</summary>
/// <param name="step">The step that failed, from 1.</param>
/// <param name="what">What was found first, e.g. "the loss 'motion' is NaN".</param>
/// <param name="clips">The clips of the batch.</param>
public sealed class NonFiniteException(long step, string what, IReadOnlyList<string> clips)
    : Exception($"Step {step}: {what}. The weights were not changed. Batch: {string.Join(", ", clips)}. Look at these clips, or lower the learning rate.")
{
    /// <summary>The step that failed, from 1.</summary>
    public long Step { get; } = step;

    /// <summary>Whether the weights had values that are not finite before the step. Such a state is not saved.</summary>
    public bool InWeights { get; init; }
}
