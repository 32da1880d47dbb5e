namespace InternVideo2.Evaluation;

/// <summary>How a <see cref="LinearProbe"/> chooses its penalty.</summary>
public sealed record LinearProbeOptions
{
    /// <summary>Ridge penalties that are tried, relative to the variance of a standardised feature. All above 0.</summary>
    public IReadOnlyList<double> Penalties { get; init; } = [1e-4, 1e-3, 1e-2, 3e-2, 1e-1, 3e-1, 1];

    /// <summary>Share of the training clips on which the penalty is chosen. In (0, 1).</summary>
    public double ValidationShare { get; init; } = 0.25;

    /// <summary>Seed of the split into fitting and choosing.</summary>
    public ulong Seed { get; init; }

    /// <summary>Throws when a member is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the member, its value and the allowed range.</exception>
    public void Validate()
    {
        Check(Penalties.Count > 0 && Penalties.All(p => p > 0 && double.IsFinite(p)), nameof(Penalties), string.Join(", ", Penalties), "one or more, each above 0");
        Check(ValidationShare is > 0 and < 1, nameof(ValidationShare), ValidationShare, "(0, 1)");
    }

    private static void Check(bool allowed, string member, object value, string range) =>
        OptionRange.Check(allowed, nameof(LinearProbeOptions), member, value, range);
}
