using InternVideo2.Evaluation;

namespace InternVideo2.Cli;

/// <summary>A line for each tenth of each phase of a test.</summary>
/// <param name="output">Where the lines go.</param>
internal sealed class EvaluationLines(TextWriter output) : IProgress<EvaluationProgress>
{
    private (string Phase, int Tenth) _told;

    public void Report(EvaluationProgress value)
    {
        var now = (value.Phase, (int)(10L * value.Done / value.Total));
        if (now == _told) return;
        _told = now;
        output.WriteLine(FormattableString.Invariant($"{value.Phase} {value.Done}/{value.Total}  {value.PerSecond:0.0}/s  left {value.Remaining:h\\:mm\\:ss}"));
    }
}
