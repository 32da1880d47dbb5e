namespace InternVideo2.Training;

/// <summary>What one step of all arms did.</summary>
/// <param name="Seed">The seed being trained.</param>
/// <param name="SeedIndex">Its place among the seeds, from 1.</param>
/// <param name="Seeds">How many seeds there are.</param>
/// <param name="Step">Steps done with this seed.</param>
/// <param name="Steps">Steps of each seed.</param>
/// <param name="Arms">The state of every arm.</param>
/// <param name="StepsPerSecond">Steps of all arms together per second, a moving average.</param>
/// <param name="Remaining">Expected time to the end of the training with all seeds.</param>
public sealed record AblationProgress(
    ulong Seed, int SeedIndex, int Seeds, long Step, long Steps, IReadOnlyList<ArmProgress> Arms, double StepsPerSecond, TimeSpan Remaining)
{
    /// <summary>Arms that still learn.</summary>
    public int Running => Arms.Count(arm => arm.Stopped is null);
}

/// <summary>How one arm stands.</summary>
/// <param name="Name">The arm's name.</param>
/// <param name="Loss">Its weighted total in this step; NaN before the first one and after it was stopped.</param>
/// <param name="Terms">Its raw loss terms by name.</param>
/// <param name="Stopped">Why it was stopped; null if it was not.</param>
public sealed record ArmProgress(string Name, double Loss, IReadOnlyList<(string Name, double Value)> Terms, string? Stopped);
