namespace InternVideo2.Training;

/// <summary>Turns the durations of steps into a steady speed and an expected remaining time.</summary>
internal sealed class StepClock
{
    private double _average;

    /// <summary>Seconds per step, averaged over about ten steps. The first one, which warms up caches, counts only until there are others.</summary>
    public double SecondsPerStep => _average;

    public long Steps { get; private set; }

    public void Add(TimeSpan duration)
    {
        var seconds = duration.TotalSeconds;
        Steps++;
        _average = Steps <= 2 ? seconds : _average + (seconds - _average) * Math.Max(0.1, 1.0 / (Steps - 1));
    }
}
