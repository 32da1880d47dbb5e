using InternVideo2.Kernel.Streams;

namespace InternVideo2.Kernel.Tests.Streams;

/// <summary>Console text leaves in few messages, complete and in order.</summary>
public class OutputBufferTests
{
    private readonly RecordingFrontEnd _frontEnd = new();
    private readonly OutputBuffer _buffer;

    public OutputBufferTests() => _buffer = new OutputBuffer(_frontEnd);

    private IEnumerable<string?> Texts => _frontEnd.OfType("stream").Select(content => (string?)content["text"]);

    [Fact]
    public void Pieces_are_joined()
    {
        _buffer.Write("stdout", "a");
        _buffer.Write("stdout", "b\n");
        _buffer.Flush();
        Assert.Equal(["ab\n"], Texts);
    }

    [Fact]
    public void The_order_of_both_streams_is_kept()
    {
        _buffer.Write("stdout", "1");
        _buffer.Write("stderr", "2");
        _buffer.Write("stdout", "3");
        _buffer.Flush();
        Assert.Equal(["1", "2", "3"], Texts);
        Assert.Equal("2", _frontEnd.Stream("stderr"));
    }

    [Fact]
    public void A_lot_of_text_does_not_wait()
    {
        _buffer.Write("stdout", new string('x', 10_000));
        Assert.Equal(10_000, Assert.Single(Texts)!.Length);
    }

    [Fact]
    public void Text_leaves_by_itself()
    {
        _buffer.Write("stdout", "x");
        Assert.True(SpinWait.SpinUntil(() => Texts.Any(), TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public void Half_a_character_waits_for_the_other_half()
    {
        _buffer.Write("stdout", "a\ud83d");
        _buffer.Flush();
        _buffer.Write("stdout", "\ude00b");
        _buffer.Flush();
        Assert.Equal(["a", "\ud83d\ude00b"], Texts);
    }

    [Fact]
    public void Nothing_written_sends_nothing()
    {
        _buffer.Write("stdout", "");
        _buffer.Flush();
        Assert.Empty(_frontEnd.Types);
    }
}
