using InternVideo2.Stage3;
using InternVideo2.Video;

namespace InternVideo2.Cli;

/// <summary>A clip that a chat model has watched, and what was said about it. Owns the conversation.</summary>
internal sealed class WatchedClip : IDisposable
{
    private readonly VideoClip _frames;

    /// <param name="chat">Who watches.</param>
    /// <param name="path">A video, a picture, or a folder of pictures.</param>
    /// <param name="cancellation">Ends the decoding.</param>
    public WatchedClip(VideoChat chat, string path, CancellationToken cancellation)
    {
        Path = path;
        _frames = chat.Read(path, cancellation);
        Conversation = chat.About(_frames);
    }

    public string Path { get; }

    public ClipConversation Conversation { get; }

    /// <summary>Which frames were looked at.</summary>
    public string Frames
    {
        get
        {
            var size = FormattableString.Invariant($"{_frames.Width}×{_frames.Height}");
            if (_frames.Frames == 1) return $"a picture of {size}";
            var times = string.Join(", ", _frames.Timestamps.Select(time => FormattableString.Invariant($"{time:0.0}")));
            return $"{_frames.Frames} frames of {size}{(times.Length > 0 ? $", at {times} s" : "")}";
        }
    }

    public void Dispose() => Conversation.Dispose();
}
