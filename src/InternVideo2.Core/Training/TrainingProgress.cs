namespace InternVideo2.Training;

/// <summary>What one optimiser step did.</summary>
/// <param name="Step">Steps done so far, this one included: from 1.</param>
/// <param name="Steps">Steps of the whole run.</param>
/// <param name="Epoch">Epochs done so far, in the schedule's count; a fraction.</param>
/// <param name="Loss">The weighted total.</param>
/// <param name="Terms">The raw loss terms by name, in the objective's order.</param>
/// <param name="LearningRate">The scheduled rate, before a group's own scale.</param>
/// <param name="WeightDecay">The scheduled weight decay.</param>
/// <param name="GradientNorm">L2 norm of all gradients before clipping.</param>
/// <param name="Clips">Clips in this step's batch.</param>
/// <param name="ClipsPerSecond">Clips per second, a moving average over about ten steps, waiting for data included.</param>
/// <param name="DataWait">How long this step waited for its batch.</param>
/// <param name="Duration">How long the step took, the wait included.</param>
/// <param name="Remaining">Expected time to the end of the whole run.</param>
public sealed record TrainingProgress(
    long Step,
    long Steps,
    double Epoch,
    double Loss,
    IReadOnlyList<(string Name, double Value)> Terms,
    double LearningRate,
    double WeightDecay,
    double GradientNorm,
    int Clips,
    double ClipsPerSecond,
    TimeSpan DataWait,
    TimeSpan Duration,
    TimeSpan Remaining);
