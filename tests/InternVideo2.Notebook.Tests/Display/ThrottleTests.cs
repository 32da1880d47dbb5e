using Xunit;

namespace InternVideo2.Notebook.Tests.Display;

/// <summary>Drawing happens at most once an interval, and takes at most a tenth of the time however slow it is.</summary>
public sealed class ThrottleTests
{
    private readonly ManualClock _clock = new();
    private int _drawn;

    [Fact]
    public void Draws_at_once_and_then_once_an_interval()
    {
        var throttle = new Throttle(_clock, TimeSpan.FromSeconds(0.25));
        for (var i = 0; i < 100; i++)
        {
            throttle.Try(() => _drawn++);
            _clock.Advance(0.05);
        }
        Assert.Equal(20, _drawn); // 5 s
    }

    [Fact]
    public void Slow_drawing_rests_nine_times_as_long()
    {
        var throttle = new Throttle(_clock, TimeSpan.FromSeconds(0.25));
        throttle.Try(SlowDrawing);
        _clock.Advance(8.9);
        throttle.Try(SlowDrawing);
        Assert.Equal(1, _drawn);
        _clock.Advance(0.2);
        throttle.Try(SlowDrawing);
        Assert.Equal(2, _drawn);

        void SlowDrawing()
        {
            _drawn++;
            _clock.Advance(1);
        }
    }

    [Fact]
    public void Force_does_not_wait()
    {
        var throttle = new Throttle(_clock, TimeSpan.FromSeconds(10));
        throttle.Try(() => _drawn++);
        throttle.Force(() => _drawn++);
        Assert.Equal(2, _drawn);
    }
}
