using InternVideo2.Evaluation;

namespace InternVideo2.Training;

/// <summary>
/// The results of an ablation: a row for each arm and seed, and what follows from them. A measure is named like the columns of the CSV file: a factor
/// ("motion", "R@1") for its share in [0, 1], "loss:" and a term for a raw loss on held-out clips. Stopped arms have no measures.
/// </summary>
public sealed class AblationTable
{
    /// <summary>Before the name of a loss term in the name of a measure.</summary>
    public const string LossPrefix = "loss:";

    /// <param name="arms">The arms, in the order in which they are shown.</param>
    /// <param name="rows">Their results; of these arms only.</param>
    public AblationTable(IReadOnlyList<AblationArm> arms, IReadOnlyList<AblationRow> rows)
    {
        var unknown = rows.FirstOrDefault(row => arms.All(arm => arm.Name != row.Arm));
        if (unknown is not null) throw new ArgumentException($"There is a row of '{unknown.Arm}', which is none of the arms.", nameof(rows));
        (Arms, Rows) = (arms, rows);
        Factors = Names(rows.Select(row => row.Accuracy.Keys));
        Losses = Names(rows.Select(row => row.Losses.Keys));
    }

    public IReadOnlyList<AblationArm> Arms { get; }

    public IReadOnlyList<AblationRow> Rows { get; }

    /// <summary>What shares were counted of, in order of appearance: probed factors and the like.</summary>
    public IReadOnlyList<string> Factors { get; }

    /// <summary>The raw loss terms, in order of appearance.</summary>
    public IReadOnlyList<string> Losses { get; }

    /// <summary>All measures: factors, then losses with their prefix.</summary>
    public IReadOnlyList<string> Measures => [.. Factors, .. Losses.Select(name => LossPrefix + name)];

    /// <summary>The value of a measure in a row, or null where it was not measured.</summary>
    public static double? ValueOf(AblationRow row, string measure) => measure.StartsWith(LossPrefix, StringComparison.Ordinal)
        ? row.Losses.TryGetValue(measure[LossPrefix.Length..], out var loss) ? loss : null
        : row.Accuracy.TryGetValue(measure, out var accuracy) ? accuracy.Value : null;

    /// <summary>Mean and Student's interval over the seeds of an arm; null where nothing was measured.</summary>
    public Estimate? Mean(string arm, string measure, double confidence = 0.95)
    {
        var values = Values(arm, measure);
        return values.Count == 0 ? null : Estimate.Of([.. values.Values], confidence);
    }

    /// <summary>
    /// The difference of two arms, paired by seed (they saw the same batches and masks): mean and Student's interval of arm − reference; null where no
    /// seed has both.
    /// </summary>
    public Estimate? Delta(string arm, string reference, string measure, double confidence = 0.95)
    {
        var (ours, theirs) = (Values(arm, measure), Values(reference, measure));
        var differences = ours.Where(v => theirs.ContainsKey(v.Key)).Select(v => v.Value - theirs[v.Key]).ToList();
        return differences.Count == 0 ? null : Estimate.Of(differences, confidence);
    }

    /// <summary>The arm of this name.</summary>
    /// <exception cref="ArgumentException">There is none; names those there are.</exception>
    public AblationArm Arm(string name) => Arms.FirstOrDefault(arm => arm.Name == name)
        ?? throw new ArgumentException($"There is no arm '{name}'. There are: {string.Join(", ", Arms.Select(arm => arm.Name))}.", nameof(name));

    private Dictionary<ulong, double> Values(string arm, string measure)
    {
        Arm(arm);
        if (!Measures.Contains(measure))
            throw new ArgumentException($"There is no measure '{measure}'. There are: {string.Join(", ", Measures)}.", nameof(measure));
        return Rows.Where(row => row.Arm == arm && ValueOf(row, measure) is not null).ToDictionary(row => row.Seed, row => ValueOf(row, measure)!.Value);
    }

    private static string[] Names(IEnumerable<IEnumerable<string>> names) => [.. names.SelectMany(n => n).Distinct()];
}
