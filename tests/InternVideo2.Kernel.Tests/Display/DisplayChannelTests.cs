using InternVideo2.Kernel.Display;
using InternVideo2.Kernel.Streams;

namespace InternVideo2.Kernel.Tests.Display;

/// <summary>Displays are shown at once and updated at most ten times per second; the last state always arrives.</summary>
public class DisplayChannelTests
{
    private static readonly TimeSpan _long = TimeSpan.FromSeconds(1);

    private readonly RecordingFrontEnd _frontEnd = new();
    private readonly ManualClock _clock = new();
    private readonly OutputBuffer _output;
    private readonly DisplayChannel _channel;

    public DisplayChannelTests()
    {
        _output = new OutputBuffer(_frontEnd);
        _channel = new DisplayChannel(_frontEnd, _output, _clock);
    }

    /// <summary>A value that may change, so it is not rendered in the background.</summary>
    private sealed class Counter
    {
        public int Value { get; set; }

        public int Rendered { get; private set; }

        public IReadOnlyDictionary<string, string> ToMimeBundle()
        {
            Rendered++;
            return new Dictionary<string, string> { ["text/plain"] = Value.ToString() };
        }
    }

    [Fact]
    public void Text_written_before_comes_before()
    {
        _output.Write("stdout", "first");
        _channel.Display("second");
        Assert.Equal(["stream", "display_data"], _frontEnd.Types);
    }

    [Fact]
    public void An_update_names_the_display()
    {
        var id = _channel.Display("a");
        _clock.Advance(_long);
        _channel.Update(id, "b");
        var update = Assert.Single(_frontEnd.OfType("update_display_data"));
        Assert.Equal(id, (string?)update["transient"]!["display_id"]);
    }

    [Fact]
    public void Early_updates_are_dropped_but_the_last_arrives_at_the_end()
    {
        var counter = new Counter();
        var id = _channel.Display(counter);
        for (var i = 1; i <= 1000; i++)
        {
            counter.Value = i;
            _channel.Update(id, counter);
        }
        Assert.Equal(["0"], _frontEnd.Shown);
        _channel.End();
        Assert.Equal(["0", "1000"], _frontEnd.Shown);
        Assert.Equal(2, counter.Rendered);
    }

    [Fact]
    public void A_due_update_replaces_the_waiting_one()
    {
        var id = _channel.Display(new Counter());
        _channel.Update(id, new Counter { Value = 1 });
        _clock.Advance(_long);
        _channel.Update(id, new Counter { Value = 2 });
        _channel.End();
        Assert.Equal(["0", "2"], _frontEnd.Shown);
    }

    [Fact]
    public void A_waiting_text_arrives_by_itself()
    {
        var id = _channel.Display("a");
        _channel.Update(id, "b");
        Assert.True(SpinWait.SpinUntil(() => _frontEnd.Shown.Count() == 2, TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public void Displays_of_other_cells_can_be_updated()
    {
        var id = _channel.Display("a");
        var laterCell = new DisplayChannel(_frontEnd, _output, _clock);
        laterCell.Update(id, "b");
        Assert.Equal(["a", "b"], _frontEnd.Shown);
    }

    [Fact]
    public void A_waiting_update_that_cannot_be_rendered_is_reported()
    {
        var id = _channel.Display("a");
        _channel.Update(id, new MimeFormatterTests.Failing());
        _channel.End();
        _output.Flush();
        Assert.Contains("inside", _frontEnd.Stream("stderr"));
    }
}
