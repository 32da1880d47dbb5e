using Xunit;

namespace InternVideo2.Notebook.Tests.Display;

/// <summary>Drawing happens at most once an interval, takes about a sixth of the time where it is slow, and never rests for more than two seconds.</summary>
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
    public void Slow_drawing_rests_longer_but_not_for_ever()
    {
        AssertRest(drawing: 0.1, rest: 0.5);
        AssertRest(drawing: 3, rest: 2);
    }

    private void AssertRest(double drawing, double rest)
    {
        var throttle = new Throttle(_clock, TimeSpan.FromSeconds(0.25));
        _drawn = 0;
        throttle.Try(Draw);
        _clock.Advance(rest - 0.01);
        throttle.Try(Draw);
        Assert.Equal(1, _drawn);
        _clock.Advance(0.02);
        throttle.Try(Draw);
        Assert.Equal(2, _drawn);

        void Draw()
        {
            _drawn++;
            _clock.Advance(drawing);
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
