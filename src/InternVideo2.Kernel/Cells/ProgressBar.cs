using System.Globalization;
using System.Net;
using InternVideo2.Kernel.Display;

namespace InternVideo2.Kernel.Cells;

/// <summary>A progress bar below the running cell: how far, how fast, how long still. Dispose it to show the final state.</summary>
public sealed class ProgressBar : IDisposable
{
    private const int TextWidth = 30;
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(100);

    private readonly long? _total;
    private readonly string _label;
    private readonly TimeProvider _clock;
    private readonly long _start;
    private readonly string _displayId;
    private long _done;
    private long _shown;

    /// <param name="total">Number of steps, at least 0; null if it is not known.</param>
    /// <param name="label">Plain text before the bar.</param>
    public ProgressBar(long? total = null, string label = "") : this(total, label, TimeProvider.System) { }

    internal ProgressBar(long? total, string label, TimeProvider clock)
    {
        if (total < 0) throw new ArgumentOutOfRangeException(nameof(total), total, "The number of steps must be at least 0.");
        (_total, _label, _clock) = (total, label, clock);
        _start = _shown = clock.GetTimestamp();
        _displayId = NotebookHost.Display(Picture());
    }

    /// <summary>Reports further steps done.</summary>
    /// <param name="note">Plain text behind the bar, such as the current loss; null keeps none.</param>
    public void Advance(long steps = 1, string? note = null) => Report(_done + steps, note);

    /// <summary>Reports how many steps are done in all.</summary>
    /// <param name="note">Plain text behind the bar; null keeps none.</param>
    public void Report(long done, string? note = null)
    {
        _done = done;
        // Making the picture costs more than many a step, so it is only made when it will be shown.
        if (_clock.GetElapsedTime(_shown) < _interval) return;
        _shown = _clock.GetTimestamp();
        NotebookHost.Update(_displayId, Picture(note));
    }

    /// <summary>Shows the final state.</summary>
    public void Dispose() => NotebookHost.Update(_displayId, Picture());

    private MimeBundle Picture(string? note = null)
    {
        var elapsed = _clock.GetElapsedTime(_start);
        var share = _total > 0 ? Math.Clamp((double)_done / _total.Value, 0, 1) : (double?)null;
        var rest = share is > 0 and < 1 ? $", {Clock(elapsed * (1 / share.Value - 1))} left" : "";
        var rate = elapsed.TotalSeconds > 0 ? (_done / elapsed.TotalSeconds).ToString("0.#", CultureInfo.InvariantCulture) : "0";
        var numbers = $"{_done}{(_total is null ? "" : $"/{_total}")} [{Clock(elapsed)}{rest}, {rate}/s]{(note is null ? "" : $" {note}")}";
        var filled = (int)(TextWidth * (share ?? 0));
        var bar = share is null ? "" : $"|{new string('█', filled)}{new string('·', TextWidth - filled)}| ";
        var value = share is null ? "" : string.Create(CultureInfo.InvariantCulture, $" value=\"{share:0.####}\"");
        return new MimeBundle(new Dictionary<string, string>
        {
            [MimeBundle.PlainText] = $"{_label} {bar}{numbers}".Trim(),
            [MimeBundle.Html] = $"<div style=\"font-family:monospace\">{WebUtility.HtmlEncode(_label)} <progress max=\"1\"{value}></progress> " +
                $"{WebUtility.HtmlEncode(numbers)}</div>",
        });
    }

    private static string Clock(TimeSpan time) => time.ToString(time.TotalHours >= 1 ? @"h\:mm\:ss" : @"mm\:ss", CultureInfo.InvariantCulture);
}
