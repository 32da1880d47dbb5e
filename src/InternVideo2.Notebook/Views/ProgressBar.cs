using System.Globalization;
using System.Net;

namespace InternVideo2.Notebook;

/// <summary>A bar that moves, with rate and time left. Redrawn at most four times a second; on a console a line every three seconds. Thread-safe.</summary>
/// <example><code>foreach (var clip in ProgressBar.Over(clips, "Decoding")) { … }</code></example>
public sealed class ProgressBar : HtmlView, IProgress<int>, IDisposable
{
    private const int TextWidth = 30;

    private readonly Lock _lock = new();
    private readonly IDisplayHost _host;
    private readonly TimeProvider _clock;
    private readonly Throttle _throttle;
    private readonly long _started;
    private DisplayHandle? _handle;
    private TimeSpan _elapsed;
    private int _done;
    private string _note = "";

    /// <param name="title">What is being done.</param>
    /// <param name="total">The number of steps, ≥ 1.</param>
    public ProgressBar(string title, int total)
        : this(title, total, NotebookDisplay.Host, TimeProvider.System)
    {
    }

    internal ProgressBar(string title, int total, IDisplayHost host, TimeProvider clock)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(total, 1);
        (Title, Total, _host, _clock) = (title, total, host, clock);
        _throttle = new(clock, host.CanUpdate ? TimeSpan.FromSeconds(0.25) : TimeSpan.FromSeconds(3));
        _started = clock.GetTimestamp();
    }

    public string Title { get; }

    public int Total { get; }

    /// <summary>Gives the items one by one and moves a bar along with them.</summary>
    public static IEnumerable<T> Over<T>(IReadOnlyCollection<T> items, string title)
    {
        if (items.Count == 0) yield break;
        using var bar = new ProgressBar(title, items.Count);
        bar.Report(0);
        foreach (var item in items)
        {
            yield return item;
            bar.Step();
        }
    }

    /// <summary>One more step is done.</summary>
    public void Step(string note = "")
    {
        lock (_lock) Move(_done + 1, note);
    }

    /// <summary><paramref name="done"/> steps are done.</summary>
    public void Report(int done) => Report(done, "");

    /// <inheritdoc cref="Report(int)"/>
    public void Report(int done, string note)
    {
        lock (_lock) Move(done, note);
    }

    /// <summary>Draws the last state, whatever the throttle says.</summary>
    public void Dispose()
    {
        lock (_lock) _throttle.Force(Draw);
    }

    public override string ToHtml()
    {
        var percent = (100 * Share).ToString("0.#", CultureInfo.InvariantCulture);
        return "<div style=\"display:flex;align-items:center;gap:10px;font-size:13px\">" +
            $"<span>{WebUtility.HtmlEncode(Title)}</span>" +
            "<span style=\"display:inline-block;width:260px;height:10px;border-radius:5px;background:#e4e7eb;overflow:hidden\">" +
            $"<span style=\"display:block;width:{percent}%;height:10px;background:{(Share >= 1 ? Palette.Green : Palette.Blue)}\"></span></span>" +
            $"<span style=\"color:#57606a\">{WebUtility.HtmlEncode(Facts())}</span></div>";
    }

    public override string ToString()
    {
        var filled = (int)Math.Round(Share * TextWidth);
        return $"{Title} {new string('━', filled)}{new string('─', TextWidth - filled)} {Facts()}";
    }

    private double Share => Math.Clamp((double)_done / Total, 0, 1);

    private void Move(int done, string note)
    {
        (_done, _note) = (Math.Clamp(done, 0, Total), note);
        _elapsed = _clock.GetElapsedTime(_started);
        _throttle.Try(Draw);
    }

    private void Draw()
    {
        if (_handle is null) _handle = NotebookDisplay.Show(this, _host);
        else _handle.Update(this);
    }

    private string Facts()
    {
        var rate = _elapsed > TimeSpan.Zero ? _done / _elapsed.TotalSeconds : 0;
        List<string> facts = [FormattableString.Invariant($"{_done}/{Total}")];
        if (rate > 0) facts.Add(rate >= 1 ? FormattableString.Invariant($"{rate:0.0} per s") : FormattableString.Invariant($"{1 / rate:0.0} s each"));
        if (_done >= Total) facts.Add($"took {Clock(_elapsed)}");
        else if (rate > 0) facts.Add($"{Clock(TimeSpan.FromSeconds((Total - _done) / rate))} left");
        if (_note.Length > 0) facts.Add(_note);
        return string.Join(" · ", facts);
    }

    private static string Clock(TimeSpan time) => time.TotalHours >= 1
        ? FormattableString.Invariant($"{(int)time.TotalHours}:{time:mm\\:ss}")
        : FormattableString.Invariant($"{time:m\\:ss}");
}
