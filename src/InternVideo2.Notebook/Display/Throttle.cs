namespace InternVideo2.Notebook;

/// <summary>
/// Decides when a moving display may be redrawn: not more often than the interval, and where drawing is slow, for about a sixth of the time, but then at
/// least every two seconds, so that it still moves. Not thread-safe.
/// </summary>
internal sealed class Throttle(TimeProvider clock, TimeSpan interval)
{
    private const int RestPerDrawing = 5;
    private static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(2);

    private long _next = long.MinValue;

    /// <summary>Draws now, whether or not it is time.</summary>
    public void Force(Action draw)
    {
        var started = clock.GetTimestamp();
        draw();
        var spent = clock.GetElapsedTime(started);
        var rest = TimeSpan.FromTicks(Math.Max(interval.Ticks, Math.Min(LongestRest.Ticks, spent.Ticks * RestPerDrawing)));
        _next = clock.GetTimestamp() + (long)(rest.TotalSeconds * clock.TimestampFrequency);
    }

    /// <summary>Draws if it is time.</summary>
    public void Try(Action draw)
    {
        if (clock.GetTimestamp() >= _next) Force(draw);
    }
}
