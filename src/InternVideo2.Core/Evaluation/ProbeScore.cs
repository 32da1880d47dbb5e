namespace InternVideo2.Evaluation;

/// <summary>How well one factor can be read off frozen features by a linear map.</summary>
/// <param name="Factor">E.g. "shape" or "motion".</param>
/// <param name="Accuracy">On the held-out clips.</param>
/// <param name="Classes">The values the probe can choose between, in ordinal order.</param>
/// <param name="Penalty">The ridge penalty that was best on the validation part.</param>
public sealed record ProbeScore(string Factor, Proportion Accuracy, IReadOnlyList<string> Classes, double Penalty)
{
    /// <summary>What blind guessing would reach: one in so many classes.</summary>
    public double Chance => 1.0 / Classes.Count;
}
