using InternVideo2.Evaluation;

namespace InternVideo2.Training;

/// <summary>What came out of one arm with one seed.</summary>
/// <param name="Arm">The arm's name.</param>
/// <param name="Seed">The seed of everything that is drawn.</param>
/// <param name="Steps">Optimiser steps done.</param>
/// <param name="Losses">Raw loss terms on held-out clips, by name; empty for an arm that was stopped.</param>
/// <param name="Accuracy">Counted shares by name, such as the probe accuracy of a factor; empty for an arm that was stopped.</param>
/// <param name="Stopped">Why the arm ended early (a loss that is not finite); null if it did not.</param>
public sealed record AblationRow(
    string Arm,
    ulong Seed,
    long Steps,
    IReadOnlyDictionary<string, double> Losses,
    IReadOnlyDictionary<string, Proportion> Accuracy,
    string? Stopped = null);
