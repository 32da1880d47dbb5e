using System.Diagnostics;

namespace InternVideo2.Cli;

/// <summary>A line now and then about bytes that are being written: how many of how many, how fast, how long still.</summary>
/// <param name="output">Where the lines go.</param>
/// <param name="total">Bytes in all.</param>
internal sealed class ByteProgress(TextWriter output, long total) : IProgress<long>
{
    private const double SecondsBetweenLines = 5;

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private double _next = SecondsBetweenLines;

    public void Report(long value)
    {
        var seconds = _clock.Elapsed.TotalSeconds;
        if (seconds < _next) return;
        _next = seconds + SecondsBetweenLines;
        var rate = value / seconds;
        output.WriteLine(FormattableString.Invariant(
            $"{100.0 * value / total,3:0} %  {value / 1e9:0.0} of {total / 1e9:0.0} GB  {rate / 1e6:0} MB/s  left {TimeSpan.FromSeconds((total - value) / rate):h\\:mm\\:ss}"));
    }
}
