using InternVideo2.Data;

namespace InternVideo2.Evaluation;

/// <summary>
/// Percentile intervals of a mean or a share (Efron 1979): the sample is drawn again from itself, with replacement, many times. Seeded: equal values give equal
/// intervals.
/// </summary>
public sealed record Bootstrap
{
    /// <summary>How often the sample is drawn again, 1 or more.</summary>
    public int Resamples { get; init; } = 1000;

    /// <summary>Share of the resamples whose mean lies inside, in (0, 1).</summary>
    public double Confidence { get; init; } = 0.95;

    /// <summary>Of the draws.</summary>
    public ulong Seed { get; init; }

    /// <summary>Throws when a member is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the member, its value and the allowed range.</exception>
    public void Validate()
    {
        OptionRange.Check(Resamples >= 1, nameof(Bootstrap), nameof(Resamples), Resamples, "1 or more");
        OptionRange.Check(Confidence is > 0 and < 1, nameof(Bootstrap), nameof(Confidence), Confidence, "above 0, below 1");
    }

    /// <summary>Where the mean lies.</summary>
    /// <param name="values">One per member of the sample; one or more, independent of each other.</param>
    public Interval OfMean(IReadOnlyList<double> values) => OfRatio([.. values.Select(value => (value, 1.0))]);

    /// <summary>Where the share of all parts in all wholes lies: each member has some of both, one with more counts more.</summary>
    /// <param name="members">One per member of the sample, such as a clip's right answers and its answers; one or more, independent of each other. Wholes are above 0.</param>
    public Interval OfRatio(IReadOnlyList<(double Part, double Whole)> members)
    {
        Validate();
        if (members.Count == 0) throw new ArgumentException("Nothing was measured.", nameof(members));
        (double Part, double Whole)[] sample = [.. members];
        var random = new SeededRandom(Seed, SeededRandom.Stream("bootstrap"));
        var means = new double[Resamples];
        for (var draw = 0; draw < means.Length; draw++)
        {
            var (part, whole) = (0.0, 0.0);
            for (var i = 0; i < sample.Length; i++)
            {
                var member = sample[random.Next(sample.Length)];
                part += member.Part;
                whole += member.Whole;
            }
            means[draw] = part / whole;
        }
        Array.Sort(means);
        var tail = (1 - Confidence) / 2;
        return new Interval(At(means, tail), At(means, 1 - tail));
    }

    /// <summary>One line about intervals, which says what the members of the sample are: "the queries".</summary>
    public string Over(string members) => FormattableString.Invariant($"{100 * Confidence:0.#} % bootstrap intervals over {members}, {Resamples} resamples, seed {Seed}");

    public override string ToString() => Over("the queries");

    private static double At(double[] sorted, double share)
    {
        var place = share * (sorted.Length - 1);
        var (below, rest) = ((int)place, place - (int)place);
        return below + 1 < sorted.Length ? sorted[below] + (rest * (sorted[below + 1] - sorted[below])) : sorted[below];
    }
}
