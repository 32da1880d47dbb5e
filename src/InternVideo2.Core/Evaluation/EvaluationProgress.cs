using System.Diagnostics;

namespace InternVideo2.Evaluation;

/// <summary>How far a test has come.</summary>
/// <param name="Phase">What is done: "media", "texts", "pairs".</param>
/// <param name="Done">How many of them are done.</param>
/// <param name="Total">How many there are.</param>
/// <param name="PerSecond">Since this phase began.</param>
/// <param name="Remaining">Expected time to the end of this phase.</param>
public sealed record EvaluationProgress(string Phase, int Done, int Total, double PerSecond, TimeSpan Remaining);

/// <summary>Counts one phase and tells of it.</summary>
/// <param name="phase">Its name.</param>
/// <param name="total">How many things it has.</param>
/// <param name="progress">Is told, if anybody listens.</param>
internal sealed class PhaseProgress(string phase, int total, IProgress<EvaluationProgress>? progress)
{
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private int done;

    public void Add(int count)
    {
        done += count;
        var rate = done / Math.Max(clock.Elapsed.TotalSeconds, 1e-9);
        progress?.Report(new(phase, done, total, rate, TimeSpan.FromSeconds((total - done) / rate)));
    }
}
