using System.Text;
using System.Text.Json.Nodes;
using InternVideo2.Kernel.Cells;

namespace InternVideo2.Kernel.Streams;

/// <summary>
/// Collects what one cell writes to stdout and stderr into few messages: servers drop output above about 1000 messages per second.
/// Text leaves after 50 ms, at 8192 characters, when the other stream is written to, or on <see cref="Flush"/>. Thread safe.
/// </summary>
internal sealed class OutputBuffer(IFrontEnd frontEnd)
{
    public const string StandardOutput = "stdout", StandardError = "stderr";

    private const int Limit = 8192;

    private readonly Lock _gate = new();
    private readonly StringBuilder _text = new();
    private string _stream = StandardOutput;

    public void Write(string stream, ReadOnlySpan<char> text)
    {
        if (text.IsEmpty) return;
        lock (_gate)
        {
            if (stream != _stream) Send(keepHalfCharacter: false);
            _stream = stream;
            var wasEmpty = _text.Length == 0;
            _text.Append(text);
            if (_text.Length >= Limit) Send(keepHalfCharacter: true);
            else if (wasEmpty) OutputFlusher.Schedule(this);
        }
    }

    public void Flush()
    {
        lock (_gate) Send(keepHalfCharacter: true);
    }

    /// <summary>A first half of a surrogate pair waits for its second half, because alone it is not valid UTF-8.</summary>
    private void Send(bool keepHalfCharacter)
    {
        if (_text.Length == 0) return;
        var half = keepHalfCharacter && char.IsHighSurrogate(_text[^1]) ? _text[^1] : (char?)null;
        if (half is not null) _text.Length--;
        if (_text.Length > 0) frontEnd.Publish("stream", new JsonObject { ["name"] = _stream, ["text"] = _text.ToString() });
        _text.Clear();
        if (half is not null) _text.Append(half);
    }
}
