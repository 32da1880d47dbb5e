using InternVideo2.Kernel.Cells;

namespace InternVideo2.Kernel.Tests.Cells;

/// <summary>A bar says how far, how fast and how long still.</summary>
public class ProgressBarTests
{
    private readonly RecordingFrontEnd _frontEnd = new();
    private readonly ManualClock _clock = new();
    private readonly CellContext _cell;

    public ProgressBarTests()
    {
        _cell = new CellContext(1, _frontEnd, CancellationToken.None);
        _cell.Enter();
    }

    private string Last => _frontEnd.Shown.Last()!;

    [Fact]
    public void It_counts_and_estimates()
    {
        using var bar = new ProgressBar(10, "epoch", _clock);
        Assert.Contains("0/10", Last);
        _clock.Advance(TimeSpan.FromSeconds(4));
        bar.Report(4, "loss 0.5");
        _cell.Displays.End();
        Assert.StartsWith("epoch |████████████··················| 4/10 [00:04, 00:06 left, 1/s] loss 0.5", Last);
    }

    [Fact]
    public void Without_a_total_it_only_counts()
    {
        using var bar = new ProgressBar(null, "", _clock);
        _clock.Advance(TimeSpan.FromSeconds(2));
        bar.Advance(5);
        _cell.Displays.End();
        Assert.Equal("5 [00:02, 2.5/s]", Last);
    }

    [Fact]
    public void The_final_state_is_shown_and_text_is_encoded()
    {
        using (var bar = new ProgressBar(3, "<a>", _clock)) bar.Report(3);
        _cell.Displays.End();
        Assert.Contains("3/3", Last);
        Assert.Contains("&lt;a&gt;", (string?)_frontEnd.OfType("update_display_data").Last()["data"]!["text/html"]);
    }

    [Fact]
    public void A_negative_total_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => new ProgressBar(-1));

    [Fact]
    public void Going_through_a_sequence_changes_nothing_about_it()
    {
        Assert.Equal([1, 2, 3], CellApi.progress([1, 2, 3], "numbers"));
        _cell.Displays.End();
        Assert.Contains("3/3", Last);
    }
}
