using InternVideo2.Notebook.Tests.Display;
using Xunit;

namespace InternVideo2.Notebook.Tests.Views;

/// <summary>The bar tells progress, rate and time left, moves in place in a notebook, and is throttled.</summary>
public sealed class ProgressBarTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    public void Rate_and_time_left_come_from_the_clock()
    {
        var bar = new ProgressBar("Decoding <x>", 40, new RecordingHost(), _clock);
        _clock.Advance(5);
        bar.Report(10, "a.mp4");
        Assert.Equal($"Decoding <x> {new string('━', 8)}{new string('─', 22)} 10/40 · 2.0 per s · 0:15 left · a.mp4", bar.ToString());
        Assert.Contains("Decoding &lt;x&gt;", bar.ToHtml());
        Assert.Contains("width:25%", bar.ToHtml());
    }

    [Fact]
    public void Slow_steps_are_told_in_seconds_each_and_the_end_in_time_taken()
    {
        using var bar = new ProgressBar("Work", 2, new RecordingHost(), _clock);
        _clock.Advance(4);
        bar.Step();
        Assert.Contains("1/2 · 4.0 s each · 0:04 left", bar.ToString());
        _clock.Advance(90);
        bar.Step();
        Assert.Contains("2/2 · 47.0 s each · took 1:34", bar.ToString());
    }

    [Fact]
    public void A_notebook_gets_one_output_that_is_replaced_four_times_a_second_and_at_the_end()
    {
        var host = new RecordingHost();
        using (var bar = new ProgressBar("Work", 1000, host, _clock))
        {
            for (var i = 0; i < 1000; i++)
            {
                bar.Step();
                _clock.Advance(0.01);
            }
        }
        Assert.Single(host.Shown);
        Assert.InRange(host.Updates.Count, 38, 41); // 10 s, and the end
        Assert.All(host.Updates, u => Assert.Equal("id1", u.Id));
    }

    [Fact]
    public void Looping_over_items_gives_all_of_them() => Assert.Equal([3, 1, 2], ProgressBar.Over([3, 1, 2], "Items"));
}
