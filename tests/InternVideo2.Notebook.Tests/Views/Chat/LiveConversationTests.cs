using InternVideo2.Notebook.Tests.Display;
using Xunit;

namespace InternVideo2.Notebook.Tests.Views.Chat;

/// <summary>An answer grows in the one display, not more often than the throttle allows, and is complete at its end; what was stopped stays.</summary>
public sealed class LiveConversationTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    public async Task Pieces_appear_in_place()
    {
        var host = new RecordingHost();
        var talk = new LiveConversation(TestClips.Bright(2, 16), "A clip", host, _clock);
        Assert.Equal("a red star moves left", await talk.Ask("What moves?", Pieces(["a", " red", " star", " moves", " left"], 0.1)));
        Assert.Single(host.Shown);
        Assert.InRange(host.Updates.Count, 2, 4); // half a second, and the end
        var last = Assert.IsType<ConversationView>(host.Updates[^1].View);
        Assert.Equal(["A clip: 2 frames · 16 × 16 · 0.00–0.50 s", "  ? What moves?", "  > a red star moves left"], last.ToString().Split('\n'));
        Assert.Equal(["  ? What moves?", "  >  …"], host.Shown[0].ToString()!.Split('\n')[1..]);

        await talk.Ask("How?", Pieces(["fast"], 0), expected: "Fast");
        Assert.Single(host.Shown);
        Assert.Equal(2, talk.Turns.Count);
        Assert.True(talk.Turns[1].IsRight);
    }

    [Fact]
    public async Task What_was_stopped_stays()
    {
        using var stop = new CancellationTokenSource();
        var host = new RecordingHost();
        var talk = new LiveConversation(TestClips.Bright(1, 16), null, host, _clock);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => talk.Ask("What?", Pieces(["one", " two"], 0, stop), cancellation: stop.Token));
        Assert.Equal(["  ? What?", "  > one two", "      stopped"], talk.ToString().Split('\n')[1..]);
        Assert.EndsWith("stopped", host.Updates[^1].View.ToString());
    }

    [Fact]
    public async Task A_console_gets_each_turn_once()
    {
        var host = new RecordingHost(canUpdate: false);
        var talk = new LiveConversation(TestClips.Bright(1, 16), null, host, _clock);
        await talk.Ask("What?", Pieces(["one", " two"], 10));
        await talk.Ask("And?", Pieces(["three"], 10));
        Assert.Equal(["  ? What?\n  > one two", "  ? And?\n  > three"], host.Shown.Select(view => view.ToString()));
        Assert.Empty(host.Updates);
    }

    private async IAsyncEnumerable<string> Pieces(IEnumerable<string> pieces, double seconds, CancellationTokenSource? stopAfter = null)
    {
        foreach (var piece in pieces)
        {
            await Task.Yield();
            _clock.Advance(seconds);
            yield return piece;
        }
        stopAfter?.Cancel();
        stopAfter?.Token.ThrowIfCancellationRequested();
    }
}
