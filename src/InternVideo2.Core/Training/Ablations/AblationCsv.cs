using System.Globalization;
using CsvHelper;
using InternVideo2.Checkpoints;

namespace InternVideo2.Training;

/// <summary>
/// An ablation as a CSV file (RFC 4180): a line for each row, with the arm's settings, every measure, the clips behind each accuracy and the reason of
/// a stop. Numbers in full precision with a decimal point.
/// </summary>
public static class AblationCsv
{
    /// <summary>Writes the table to a writer, which stays open.</summary>
    public static void Write(AblationTable table, TextWriter writer)
    {
        using var csv = new CsvWriter(writer, CultureInfo.InvariantCulture, leaveOpen: true);
        string[] settings = [.. table.Arms.SelectMany(arm => arm.Settings).Select(setting => setting.Name).Distinct()];
        Record(csv, ["arm", .. settings, "seed", "steps", .. table.Measures, .. table.Factors.Select(factor => $"{factor}:clips"), "stopped"]);
        foreach (var row in table.Rows)
        {
            var arm = table.Arm(row.Arm);
            Record(csv, [
                row.Arm,
                .. settings.Select(name => arm.Settings.Any(s => s.Name == name) ? Number(arm[name]) : ""),
                row.Seed.ToString(CultureInfo.InvariantCulture),
                row.Steps.ToString(CultureInfo.InvariantCulture),
                .. table.Measures.Select(measure => Number(AblationTable.ValueOf(row, measure))),
                .. table.Factors.Select(factor => row.Accuracy.TryGetValue(factor, out var share) ? Number(share.Count) : ""),
                row.Stopped ?? ""]);
        }
    }

    /// <summary>Writes the table to a file, which is replaced as a whole.</summary>
    /// <exception cref="IOException">The file cannot be written; an old one is unchanged.</exception>
    public static void Save(AblationTable table, string path) => AtomicFile.Write(path, stream =>
    {
        using var writer = new StreamWriter(stream, leaveOpen: true);
        Write(table, writer);
    });

    private static string Number(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? "";

    private static void Record(CsvWriter csv, IEnumerable<string> fields)
    {
        foreach (var field in fields) csv.WriteField(field);
        csv.NextRecord();
    }
}
