using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using CsvHelper;
using InternVideo2.Checkpoints;

namespace InternVideo2.Evaluation;

/// <summary>Reports of retrieval as files, which are replaced as a whole.</summary>
public static class RetrievalFiles
{
    private static readonly JsonSerializerOptions Format = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>
    /// JSON: the protocol member by member and in words, and for each kind of scores the official table, intervals in percent, and the place of the first
    /// right item for every query, from 1.
    /// </summary>
    /// <exception cref="IOException">The file cannot be written; an old one is unchanged.</exception>
    public static void SaveJson(RetrievalReport report, string path) => AtomicFile.Write(path, stream => JsonSerializer.Serialize(stream, new
    {
        protocol = report.Protocol,
        protocolInWords = report.Protocol.ToString(),
        results = report.Results.Select(result => new
        {
            scores = result.Name,
            official = result.Official(),
            directions = result.Directions.Select(ranks => new
            {
                direction = ranks.Name,
                recall = RetrievalRanks.Depths.Select(depth => new { at = depth, percent = 100 * ranks.Recall(depth).Value, interval = Percent(ranks.RecallInterval(depth)) }),
                medianRank = ranks.MedianRank,
                meanReciprocalRank = ranks.MeanReciprocalRank,
                ranks = ranks.Ranks.Select(rank => rank + 1),
            }),
        }),
        media = report.Set.Clips.Select(clip => clip.Id),
        texts = report.Set.Texts,
    }, Format));

    /// <summary>CSV (RFC 4180): a line for each kind of scores and direction, with the protocol in the last column. Percentages in full precision.</summary>
    /// <exception cref="IOException">The file cannot be written; an old one is unchanged.</exception>
    public static void SaveCsv(RetrievalReport report, string path) => AtomicFile.Write(path, stream =>
    {
        using var writer = new StreamWriter(stream, leaveOpen: true);
        using var csv = new CsvWriter(writer, CultureInfo.InvariantCulture, leaveOpen: true);
        Record(csv, ["set", "scores", "direction", "queries", .. RetrievalRanks.Depths.SelectMany(Columns), "mean", "median_rank", "mean_reciprocal_rank", "protocol"]);
        foreach (var (result, ranks) in report.Results.SelectMany(result => result.Directions.Select(ranks => (result, ranks))))
        {
            Record(csv, [
                report.Protocol.Set, result.Name, ranks.Name, Number(ranks.Ranks.Count),
                .. RetrievalRanks.Depths.SelectMany(depth => Values(ranks, depth)),
                Number(100 * ranks.MeanRecall), Number(ranks.MedianRank), Number(ranks.MeanReciprocalRank), report.Protocol.ToString()]);
        }
    });

    private static string[] Columns(int depth) => [$"r{depth}", $"r{depth}_low", $"r{depth}_high"];

    private static string[] Values(RetrievalRanks ranks, int depth)
    {
        var interval = Percent(ranks.RecallInterval(depth));
        return [Number(100 * ranks.Recall(depth).Value), Number(interval[0]), Number(interval[1])];
    }

    private static double[] Percent(Interval interval) => [100 * interval.Low, 100 * interval.High];

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static void Record(CsvWriter csv, IEnumerable<string> fields)
    {
        foreach (var field in fields) csv.WriteField(field);
        csv.NextRecord();
    }
}
