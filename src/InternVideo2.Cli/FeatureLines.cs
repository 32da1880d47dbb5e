using InternVideo2.Features;

namespace InternVideo2.Cli;

/// <summary>A line for each batch of features.</summary>
/// <param name="output">Where the lines go.</param>
internal sealed class FeatureLines(TextWriter output) : IProgress<FeatureProgress>
{
    public void Report(FeatureProgress value) => output.WriteLine(FormattableString.Invariant(
        $"{value.Done + value.Failed}/{value.Total} clips  {value.Failed} not read  {value.ClipsPerSecond:0.00} clips/s  left {value.Remaining:h\\:mm\\:ss}"));
}
