using InternVideo2.Notebook.Tests.Display;
using Xunit;

namespace InternVideo2.Notebook.Tests.Views;

/// <summary>The chart keeps every value, redraws in place at most four times a second, and ends on the complete picture.</summary>
public sealed class LiveLossChartTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    public void Redraws_are_throttled_and_the_last_one_is_complete()
    {
        var host = new RecordingHost();
        var chart = new LiveLossChart("Losses", 500, host, _clock);
        for (var step = 1; step <= 500; step++)
        {
            chart.Add(step, ("spatial", 1.0 / step), ("motion", 2.0 / step));
            _clock.Advance(0.02);
        }
        chart.Complete();
        Assert.Single(host.Shown);
        Assert.InRange(host.Updates.Count, 37, 41); // 10 s
        var last = Assert.IsType<Figure>(host.Updates[^1].View);
        Assert.All(last.Data, t => Assert.Equal(500, ((ScatterTrace)t).Y.Count));
        Assert.Equal(["spatial", "motion"], last.Data.Select(t => t.Name));
        // What was shown earlier is a figure of that moment: it did not grow afterwards.
        Assert.Single(((ScatterTrace)((Figure)host.Shown[0]).Data[0]).Y);
    }

    [Fact]
    public void A_console_gets_a_line_every_three_seconds()
    {
        var host = new RecordingHost(canUpdate: false);
        var chart = new LiveLossChart("Losses", 100, host, _clock);
        for (var step = 1; step <= 100; step++)
        {
            chart.Add(step, ("loss", 0.25));
            _clock.Advance(0.1);
        }
        Assert.Equal(4, host.Shown.Count + host.Updates.Count); // 0, 3, 6, 9 s
        Assert.Equal("Losses: step 100 of 100 · loss 0.2500", host.Updates[^1].View.ToString());
    }

    [Fact]
    public void A_training_run_reports_terms_length_and_speed()
    {
        var host = new RecordingHost();
        var chart = new LiveLossChart("Losses", null, host, _clock);
        for (var step = 1; step <= 3; step++)
        {
            chart.Report(new(step, 3, 0, 1.5, [("spatial/middle", 1.0), ("motion", 0.5)], 1e-4, 0.05, 1, 4, 12.34, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero));
        }
        // The clock stands still: the first step is drawn, and the last one because it is the last.
        Assert.Single(host.Updates);
        Assert.Equal("Losses: step 3 of 3 · spatial/middle 1.0000 · motion 0.5000 · 12.3 clips/s", chart.ToString());
    }

    [Fact]
    public void The_step_axis_shows_the_whole_run_from_the_start()
    {
        var chart = new LiveLossChart("Losses", 200, new RecordingHost(), _clock);
        chart.Add(1, ("loss", 3));
        Assert.Equal([0, 200], chart.ToFigure().Layout.Xaxis.Range!);
    }

    [Fact]
    public void Smoothing_keeps_the_raw_curve_visible_and_starts_unbiased()
    {
        var chart = new LiveLossChart("Losses", null, new RecordingHost(), _clock) { Smoothing = 0.5 };
        chart.Add(1, ("loss", 4));
        chart.Add(2, ("loss", double.NaN));
        chart.Add(3, ("loss", 1));
        var (raw, smooth) = ((ScatterTrace)chart.ToFigure().Data[0], (ScatterTrace)chart.ToFigure().Data[1]);
        Assert.Equal([4, double.NaN, 1], raw.Y);
        Assert.Equal([4, double.NaN, 2], smooth.Y); // (4·½ + 1) / (½ + 1)
        Assert.Null(raw.Name);
    }

    [Fact]
    public void Long_runs_are_drawn_as_means()
    {
        var chart = new LiveLossChart("Losses", null, new RecordingHost(), _clock);
        for (var step = 0; step < 10_000; step++) chart.Add(step, ("loss", step % 2));
        var trace = (ScatterTrace)chart.ToFigure().Data[0];
        Assert.InRange(trace.Y.Count, 400, 800);
        Assert.InRange(trace.Y.Average(), 0.49, 0.51);
    }

    [Fact]
    public void The_chart_itself_is_a_view_with_every_form()
    {
        var chart = new LiveLossChart("Losses", null, new RecordingHost(), _clock);
        chart.Add(1, ("loss", 4));
        Assert.Equal(["application/vnd.plotly.v1+json", "image/png", "text/plain"], chart.ToMimeBundle().Keys.Order());
    }
}
