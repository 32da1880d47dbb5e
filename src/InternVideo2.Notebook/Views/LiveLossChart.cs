using System.Globalization;
using InternVideo2.Training;

namespace InternVideo2.Notebook;

/// <summary>
/// Loss curves that grow while training runs: give it to a training run as its progress, or <see cref="Add(long, ReadOnlySpan{ValueTuple{string, double}})"/> the named losses of each step.
/// The picture is replaced in place at most four times a second, and less often where drawing is slow. Without a notebook a line of text appears every
/// three seconds. Thread-safe.
/// </summary>
[TypeFormatterSource(typeof(ViewFormatterSource), PreferredMimeTypes = [MimeTypes.Png, MimeTypes.Text])]
public sealed class LiveLossChart : View, IProgress<TrainingProgress>, IDisposable
{
    /// <summary>Longer series are drawn as the means of this many equal stretches.</summary>
    private const int LongestCurve = 800;

    private readonly Lock _lock = new();
    private readonly List<(string Name, List<double> Steps, List<double> Values)> _series = [];
    private readonly IDisplayHost _host;
    private readonly Throttle _throttle;
    private DisplayHandle? _handle;
    private long _lastStep;
    private long? _totalSteps;
    private string _note = "";

    /// <param name="title">Over the chart.</param>
    /// <param name="totalSteps">Right end of the step axis, if known.</param>
    public LiveLossChart(string title, long? totalSteps = null)
        : this(title, totalSteps, NotebookDisplay.Host, TimeProvider.System)
    {
    }

    internal LiveLossChart(string title, long? totalSteps, IDisplayHost host, TimeProvider clock)
    {
        (Title, _totalSteps, _host) = (title, totalSteps, host);
        _throttle = new(clock, host.CanUpdate ? TimeSpan.FromSeconds(0.25) : TimeSpan.FromSeconds(3));
    }

    public string Title { get; }

    /// <summary>Right end of the step axis; from the constructor, or from the run that reports here.</summary>
    public long? TotalSteps => _totalSteps;

    /// <summary>Whether the loss axis is logarithmic.</summary>
    public bool Logarithmic { get; init; }

    /// <summary>0–1: how much of the smoothed curve is carried from step to step; above 0 the raw values stay visible as faint lines. Default 0, no smoothing.</summary>
    public double Smoothing { get; init; }

    /// <summary>Takes the terms of one training step, and its speed for the line under the title. The last step draws the final state.</summary>
    public void Report(TrainingProgress value)
    {
        lock (_lock)
        {
            foreach (var (name, term) in value.Terms) Append(value.Step, name, term);
            _totalSteps ??= value.Steps;
            _note = string.Create(CultureInfo.InvariantCulture, $"{value.ClipsPerSecond:0.0} clips/s");
            if (value.Step >= value.Steps) _throttle.Force(Draw);
            else _throttle.Try(Draw);
        }
    }

    /// <summary>Takes the losses of one step. Names appear in the legend in the order of their first appearance; a value that is not finite leaves a gap.</summary>
    public void Add(long step, params ReadOnlySpan<(string Name, double Value)> losses)
    {
        lock (_lock)
        {
            foreach (var (name, value) in losses) Append(step, name, value);
            _throttle.Try(Draw);
        }
    }

    /// <summary>Draws the final state, whatever the throttle says.</summary>
    public void Complete()
    {
        lock (_lock) _throttle.Force(Draw);
    }

    /// <inheritdoc cref="Complete"/>
    public void Dispose() => Complete();

    /// <summary>The chart as it stands, as a figure of its own.</summary>
    public Figure ToFigure()
    {
        lock (_lock)
        {
            var traces = new List<Trace>();
            foreach (var ((name, steps, values), i) in _series.Select((s, i) => (s, i)))
            {
                var color = Palette.Colorway[i % Palette.Colorway.Count];
                if (Smoothing > 0) traces.Add(new ScatterTrace(Thin(steps), Thin(values)) { Line = new(color, 1), Opacity = 0.3 });
                traces.Add(new ScatterTrace(Thin(steps), Thin(Smoothing > 0 ? Smooth(values) : values)) { Name = name, Line = new(color) });
            }
            return new(traces, new()
            {
                Title = new(Title, Summary()),
                Xaxis = new() { Title = "step", Range = TotalSteps is > 1 ? [0, Math.Max(TotalSteps.Value, _lastStep)] : null },
                Yaxis = new() { Title = "loss", Type = Logarithmic ? AxisType.Log : null },
                Height = 340,
                Showlegend = _series.Count > 0,
            });
        }
    }

    public override IReadOnlyDictionary<string, string> ToMimeBundle() => ToFigure().ToMimeBundle();

    public override IReadOnlyDictionary<string, string> ToMimeMetadata() => ToFigure().ToMimeMetadata();

    /// <summary>One line: the step and the latest losses.</summary>
    public override string ToString()
    {
        lock (_lock) return $"{Title}: {Summary()}";
    }

    private void Append(long step, string name, double value)
    {
        var series = _series.Find(s => s.Name == name);
        if (series.Name is null) _series.Add(series = (name, [], []));
        series.Steps.Add(step);
        series.Values.Add(value);
        _lastStep = Math.Max(_lastStep, step);
    }

    private void Draw()
    {
        // A notebook gets the state of this moment; a console the line of text.
        object shown = _host.CanUpdate ? ToFigure() : this;
        if (_handle is null) _handle = NotebookDisplay.Show(shown, _host);
        else _handle.Update(shown);
    }

    private string Summary()
    {
        if (_series.Count == 0) return "no step yet";
        var step = TotalSteps is { } total ? FormattableString.Invariant($"step {_lastStep} of {total}") : FormattableString.Invariant($"step {_lastStep}");
        var values = _series.Select(s => $"{s.Name} {s.Values[^1].ToString("0.0000", CultureInfo.InvariantCulture)}");
        return string.Join(" · ", [step, .. values, .. _note.Length > 0 ? [_note] : Array.Empty<string>()]);
    }

    private List<double> Smooth(List<double> values)
    {
        var smooth = new List<double>(values.Count);
        double sum = 0, weight = 0;
        foreach (var value in values)
        {
            // Dividing by the sum of the weights removes the pull of the start towards zero.
            if (double.IsFinite(value)) (sum, weight) = ((sum * Smoothing) + value, (weight * Smoothing) + 1);
            smooth.Add(double.IsFinite(value) ? sum / weight : double.NaN);
        }
        return smooth;
    }

    private static List<double> Thin(List<double> values)
    {
        if (values.Count <= LongestCurve) return [.. values];
        var stretch = (int)Math.Ceiling(values.Count / (double)LongestCurve);
        return [.. values.Chunk(stretch).Select(part => part.Average())];
    }
}
