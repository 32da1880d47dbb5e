using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using CsvHelper;
using InternVideo2.Checkpoints;

namespace InternVideo2.Cli;

/// <summary>What was answered about one clip.</summary>
/// <param name="Id">The clip.</param>
/// <param name="Right">What is right.</param>
/// <param name="Answer">What was answered.</param>
/// <param name="Score">How sure the answer is.</param>
internal sealed record TestAnswer(string Id, string Right, string Answer, double Score)
{
    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes answers, as CSV and as JSON with the report, to those of the files that are named; each is replaced as a whole.</summary>
    public static void Save(string report, IEnumerable<TestAnswer> answers, string? csv, string? json)
    {
        if (csv is not null)
        {
            AtomicFile.Write(csv, stream =>
            {
                using var text = new StreamWriter(stream, leaveOpen: true);
                using var writer = new CsvWriter(text, CultureInfo.InvariantCulture, leaveOpen: true);
                writer.WriteRecords(answers);
            });
        }
        if (json is not null) AtomicFile.Write(json, stream => JsonSerializer.Serialize(stream, new { report = report.Split('\n'), answers }, Format));
    }
}
