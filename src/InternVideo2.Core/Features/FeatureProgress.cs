namespace InternVideo2.Features;

/// <summary>How far the computation of features has come.</summary>
/// <param name="Done">Clips that have features, those of an earlier, interrupted run included.</param>
/// <param name="Failed">Clips that could not be read.</param>
/// <param name="Total">All clips.</param>
/// <param name="ClipsPerSecond">Since this run began or went on.</param>
/// <param name="Remaining">Expected time to the end.</param>
public sealed record FeatureProgress(int Done, int Failed, int Total, double ClipsPerSecond, TimeSpan Remaining);
