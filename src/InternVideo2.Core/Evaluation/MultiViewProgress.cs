namespace InternVideo2.Evaluation;

/// <summary>Where a multi-view test stands.</summary>
/// <param name="Done">Clips looked at.</param>
/// <param name="Total">Clips of the list.</param>
/// <param name="Top1">Share of right ones among those that could be read so far.</param>
public sealed record MultiViewProgress(int Done, int Total, double Top1);
