using System.Globalization;
using InternVideo2.Evaluation;
using InternVideo2.Training;

namespace InternVideo2.Notebook;

/// <summary>
/// An ablation as a table: a row for each arm; for each measure its mean over the seeds with Student's interval, and the difference to a reference
/// arm, paired by seed. A star marks a difference whose interval leaves zero out.
/// </summary>
public static class AblationSummary
{
    /// <param name="table">The results.</param>
    /// <param name="reference">The arm the others are compared with; null: no differences.</param>
    /// <param name="measures">Which measures; none: the accuracies, in percent. Losses are shown as they are.</param>
    /// <param name="confidence">Of the intervals, in (0, 1).</param>
    /// <exception cref="ArgumentException">There is no such arm or measure.</exception>
    public static Table Of(AblationTable table, string? reference = null, IReadOnlyList<string>? measures = null, double confidence = 0.95)
    {
        if (reference is not null) table.Arm(reference);
        measures ??= table.Factors;
        var headers = measures.SelectMany(measure => reference is null ? (string[])[Title(measure)] : [Title(measure), "Δ"]);
        var stopped = table.Rows.Any(row => row.Stopped is not null);
        return new Table(
            ["arm", "seeds", .. headers, .. stopped ? (string[])["stopped"] : []],
            table.Arms.Select(arm => Row(table, arm.Name, reference, measures, confidence).Concat(stopped ? [Reasons(table, arm.Name)] : [])),
            string.Create(CultureInfo.InvariantCulture, $"Means with {100 * confidence:0.#} % intervals{(reference is null ? "" : $"; Δ to {reference}, paired by seed, ★ told from 0")}"));
    }

    /// <summary>"71.4 ± 3.2" in percent for an accuracy, "0.412 ± 0.009" for a loss; "–" where nothing was measured.</summary>
    public static string Text(Estimate? estimate, string measure, bool signed = false)
    {
        if (estimate is not { } value) return "–";
        var (scale, digits) = IsLoss(measure) ? (1.0, "0.000") : (100, "0.0");
        var format = signed ? $"+{digits};−{digits};{digits}" : digits;
        var mean = (scale * value.Mean).ToString(format, CultureInfo.InvariantCulture);
        var margin = double.IsFinite(value.Margin) ? (scale * value.Margin).ToString(digits, CultureInfo.InvariantCulture) : "?";
        return $"{mean} ± {margin}";
    }

    internal static string Title(string measure) => IsLoss(measure) ? $"{measure[AblationTable.LossPrefix.Length..]} loss" : $"{measure} %";

    internal static bool IsLoss(string measure) => measure.StartsWith(AblationTable.LossPrefix, StringComparison.Ordinal);

    private static IEnumerable<object?> Row(AblationTable table, string arm, string? reference, IReadOnlyList<string> measures, double confidence)
    {
        yield return arm;
        yield return table.Rows.Count(row => row.Arm == arm);
        foreach (var measure in measures)
        {
            yield return Text(table.Mean(arm, measure, confidence), measure);
            if (reference is null) continue;
            var delta = table.Delta(arm, reference, measure, confidence);
            yield return arm == reference ? "" : Text(delta, measure, signed: true) + (delta is { IsSignificant: true } ? " ★" : "");
        }
    }

    private static string Reasons(AblationTable table, string arm) => string.Join(
        "; ", table.Rows.Where(row => row.Arm == arm && row.Stopped is not null).Select(row => $"seed {row.Seed}: {row.Stopped}"));
}
