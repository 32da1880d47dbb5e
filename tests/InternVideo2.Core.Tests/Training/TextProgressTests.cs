using InternVideo2.Training;
using Xunit;

namespace InternVideo2.Tests.Training;

/// <summary>The line a user watches, and when it comes.</summary>
public sealed class TextProgressTests
{
    private static TrainingProgress Step(long step) => new(
        step, 300, step / 12.0, 4.10421, [("spatial/middle", 1.83), ("motion", 1.9)], 1.2e-4, 0.05, 2.314, 4, 14.25,
        TimeSpan.FromMilliseconds(3), TimeSpan.FromMilliseconds(280), TimeSpan.FromSeconds(91));

    [Fact]
    public void The_line_has_everything_in_a_fixed_order()
    {
        Assert.Equal(
            "step 20/300  epoch 1.67  loss 4.1042  spatial/middle 1.8300  motion 1.9000  lr 1.20e-04  norm 2.31  14.3 clips/s  left 0:01:31",
            TextProgress.Format(Step(20)));
    }

    [Fact]
    public void It_reports_the_first_step_every_tenth_and_the_last()
    {
        var text = new StringWriter();
        var progress = new TextProgress(text, every: 10);

        foreach (var step in new long[] { 7, 8, 10, 11, 299, 300 })
        {
            progress.Report(Step(step));
        }

        Assert.Equal(["step 7/300", "step 10/300", "step 300/300"], text.ToString().TrimEnd().Split('\n').Select(l => l[..l.IndexOf("  ", StringComparison.Ordinal)]));
    }

    [Fact]
    public void The_interval_is_checked() => Assert.Throws<ArgumentOutOfRangeException>(() => new TextProgress(TextWriter.Null, 0));
}
