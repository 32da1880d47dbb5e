namespace InternVideo2.Notebook;

/// <summary>
/// Decides when a moving display may be redrawn: not more often than the interval, and never for more than about a tenth of the time,
/// however slow drawing is on this machine. Not thread-safe.
/// </summary>
internal sealed class Throttle(TimeProvider clock, TimeSpan interval)
{
    private const int RestPerDrawing = 9;

    private long _next = long.MinValue;

    /// <summary>Draws now, whether or not it is time.</summary>
    public void Force(Action draw)
    {
        var started = clock.GetTimestamp();
        draw();
        var spent = clock.GetElapsedTime(started);
        var rest = TimeSpan.FromTicks(Math.Max(interval.Ticks, spent.Ticks * RestPerDrawing));
        _next = clock.GetTimestamp() + (long)(rest.TotalSeconds * clock.TimestampFrequency);
    }

    /// <summary>Draws if it is time.</summary>
    public void Try(Action draw)
    {
        if (clock.GetTimestamp() >= _next) Force(draw);
    }
}
