using System.Diagnostics;
using InternVideo2.Data.Rendering;

namespace InternVideo2.Cli;

/// <summary>Writes how far a set has come, at most one line in two seconds. Thread-safe.</summary>
/// <param name="writer">Where the lines go. Not disposed.</param>
internal sealed class RenderLines(TextWriter writer) : IProgress<RenderProgress>
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private long _last = Stopwatch.GetTimestamp();

    public void Report(RenderProgress value)
    {
        lock (_lock)
        {
            if (Stopwatch.GetElapsedTime(_last) >= s_pause)
            {
                _last = Stopwatch.GetTimestamp();
                writer.WriteLine(value);
            }
        }
    }
}
