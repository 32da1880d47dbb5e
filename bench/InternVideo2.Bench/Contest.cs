using System.Globalization;

namespace InternVideo2.Bench;

/// <summary>Times of one piece of work here and in PyTorch.</summary>
/// <param name="name">Of the piece.</param>
/// <param name="ratio">Under which name the ratio there / here is reported.</param>
/// <param name="count">Repetitions in each round.</param>
/// <param name="here">Runs it so many times; milliseconds of each.</param>
/// <param name="there">The same on the other side; null: compared with times measured elsewhere.</param>
internal sealed class Contest(string name, string ratio, int count, Func<int, double[]> here, Func<int, double[]>? there)
{
    private readonly List<double> _here = [];
    private readonly List<double> _there = [];

    public string Name => name;

    public string Ratio => ratio;

    public IReadOnlyList<double> Here => _here;

    public IReadOnlyList<double> There => _there;

    /// <summary>One run on each side that does not count.</summary>
    public void WarmUp(int runs = 1)
    {
        here(runs);
        there?.Invoke(runs);
    }

    /// <summary>One round: first here, then there, at once one after the other.</summary>
    public void Round()
    {
        _here.AddRange(here(count));
        if (there is not null) _there.AddRange(there(count));
    }

    public static double Median(IReadOnlyCollection<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>Median and range of times in ms, e.g. "1080 ms (1065 … 1102)" or "9.4 ms (9.2 … 9.9)".</summary>
    public static string Summary(IReadOnlyCollection<double> values) =>
        string.Create(CultureInfo.InvariantCulture, $"{Digits(Median(values))} ms ({Digits(values.Min())} … {Digits(values.Max())})");

    /// <summary>Milliseconds with a digit after the point where they are few.</summary>
    public static string Digits(double value) => value.ToString(value < 100 ? "0.0" : "0", CultureInfo.InvariantCulture);

    /// <summary>All contests in turn, round by round.</summary>
    public static void Rounds(IReadOnlyList<Contest> contests, int rounds)
    {
        for (var round = 1; round <= rounds; round++)
        {
            foreach (var contest in contests)
            {
                contest.Round();
                BenchConsole.Say($"round {round} of {rounds}: {contest.Name,-8} {Digits(contest.Here[^1]),6} ms here{(contest.There.Count > 0 ? $", {Digits(contest.There[^1])} ms in PyTorch" : "")}");
            }
        }
    }
}
