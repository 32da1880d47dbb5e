namespace InternVideo2.Training;

/// <summary>One variation of an experiment.</summary>
/// <param name="Name">Unique within the ablation, e.g. "α 1 : 0".</param>
/// <param name="Settings">What is varied, by name, in the order of the columns: e.g. "alpha1" → 1, "alpha2" → 0.</param>
public sealed record AblationArm(string Name, IReadOnlyList<(string Name, double Value)> Settings)
{
    /// <summary>The value of a setting.</summary>
    /// <exception cref="ArgumentException">The arm has no such setting; names those it has.</exception>
    public double this[string setting] => Settings.Any(s => s.Name == setting)
        ? Settings.First(s => s.Name == setting).Value
        : throw new ArgumentException($"The arm '{Name}' has no setting '{setting}'. It has: {string.Join(", ", Settings.Select(s => s.Name))}.", nameof(setting));
}
