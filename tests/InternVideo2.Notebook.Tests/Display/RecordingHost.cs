namespace InternVideo2.Notebook.Tests.Display;

/// <summary>A notebook without a notebook: remembers what was shown and replaced.</summary>
internal sealed class RecordingHost(bool canUpdate = true) : IDisplayHost
{
    public List<object> Shown { get; } = [];

    public List<(string Id, object View)> Updates { get; } = [];

    public bool CanUpdate => canUpdate;

    public string Show(object view)
    {
        Shown.Add(view);
        return $"id{Shown.Count}";
    }

    public void Update(string id, object view) => Updates.Add((id, view));
}

/// <summary>A clock that moves when told to.</summary>
internal sealed class ManualClock : TimeProvider
{
    private long _ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _ticks;

    public void Advance(double seconds) => _ticks += (long)(seconds * TimeSpan.TicksPerSecond);
}
