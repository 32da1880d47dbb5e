using System.Text.Json;
using static InternVideo2.Bench.BenchConsole;
using static InternVideo2.Bench.Contest;

namespace InternVideo2.Bench;

/// <summary>The result of a benchmark: a line for people for each contest, and one JSON line that closes it.</summary>
/// <param name="bench">Name of the benchmark.</param>
/// <param name="threads">Threads of both sides.</param>
internal sealed class ContestReport(string bench, int threads)
{
    private readonly Dictionary<string, object> result = new() { ["bench"] = bench, ["threads"] = threads };

    /// <summary>Adds a figure that is not a contest's.</summary>
    /// <param name="name">Its key.</param>
    /// <param name="value">The figure.</param>
    /// <param name="digits">Kept after the point.</param>
    public void Add(string name, double value, int digits = 1) => result[name] = Math.Round(value, digits);

    /// <summary>Adds a contest: medians of both sides and their ratio.</summary>
    /// <param name="contest">After its rounds.</param>
    /// <param name="there">PyTorch's times; null: the contest's own.</param>
    public void Add(Contest contest, IReadOnlyList<double>? there = null)
    {
        there ??= contest.There;
        var ratio = Median(there) / Median(contest.Here);
        Say($"{contest.Name,-8} {Summary(contest.Here)} here, {Summary(there)} in PyTorch: {ratio:0.00} times as fast");
        Add(contest.Ratio, ratio, 4);
        Add($"{contest.Name}_ms", Median(contest.Here));
        Add($"{contest.Name}_pytorch_ms", Median(there));
    }

    public void Close() => Console.WriteLine(JsonSerializer.Serialize(result));
}
