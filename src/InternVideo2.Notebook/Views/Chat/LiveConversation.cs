using System.Text;
using InternVideo2.Video;

namespace InternVideo2.Notebook;

/// <summary>
/// A conversation that grows while it is answered: each piece of text appears in the one picture below the cell, which is replaced in place at most four
/// times a second, and less often where drawing is slow. Without a notebook each turn is written once it is complete.
/// </summary>
/// <example><code>
/// var talk = new LiveConversation(frames);
/// await talk.Ask("What moves?", chat.Ask(clip, "What moves?"));
/// </code></example>
[TypeFormatterSource(typeof(ViewFormatterSource), PreferredMimeTypes = [MimeTypes.Png, MimeTypes.Text])]
public sealed class LiveConversation : View
{
    private readonly VideoClip _clip;
    private readonly string? _title;
    private readonly IDisplayHost _host;
    private readonly Throttle _throttle;
    private readonly List<ConversationTurn> _turns = [];
    private DisplayHandle? _handle;

    /// <param name="clip">What is talked about, to be shown. Not copied.</param>
    /// <param name="title">Null: the file name.</param>
    public LiveConversation(VideoClip clip, string? title = null)
        : this(clip, title, NotebookDisplay.Host, TimeProvider.System)
    {
    }

    internal LiveConversation(VideoClip clip, string? title, IDisplayHost host, TimeProvider clock)
    {
        (_clip, _title, _host) = (clip, title, host);
        _throttle = new(clock, TimeSpan.FromSeconds(0.25));
    }

    public IReadOnlyList<ConversationTurn> Turns => _turns;

    /// <summary>Shows a question and then its answer, piece by piece.</summary>
    /// <param name="question">What was asked.</param>
    /// <param name="pieces">The answer.</param>
    /// <param name="expected">The right answer; null: not known.</param>
    /// <param name="cancellation">Ends the answer; what has come stays.</param>
    /// <returns>The whole answer.</returns>
    /// <exception cref="OperationCanceledException">After cancellation.</exception>
    public async Task<string> Ask(string question, IAsyncEnumerable<string> pieces, string? expected = null, CancellationToken cancellation = default)
    {
        var answer = new StringBuilder();
        var note = "stopped";
        _turns.Add(new ConversationTurn(question, "") { Expected = expected, IsOpen = true });
        if (_host.CanUpdate) _throttle.Force(Draw);
        try
        {
            await foreach (var piece in pieces.WithCancellation(cancellation).ConfigureAwait(false))
            {
                answer.Append(piece);
                _turns[^1] = _turns[^1] with { Answer = answer.ToString() };
                if (_host.CanUpdate) _throttle.Try(Draw);
            }
            note = "";
            return answer.ToString();
        }
        finally
        {
            _turns[^1] = _turns[^1] with { IsOpen = false, Note = note };
            _throttle.Force(Draw);
        }
    }

    /// <summary>The conversation as it stands, as a picture of its own.</summary>
    public ConversationView ToView() => new(_clip, [.. _turns], _title);

    public override IReadOnlyDictionary<string, string> ToMimeBundle() => ToView().ToMimeBundle();

    public override IReadOnlyDictionary<string, string> ToMimeMetadata() => ToView().ToMimeMetadata();

    public override string ToString() => ToView().ToString();

    private void Draw()
    {
        if (!_host.CanUpdate) NotebookDisplay.Show(_turns[^1], _host);
        else if (_handle is null) _handle = NotebookDisplay.Show(ToView(), _host);
        else _handle.Update(ToView());
    }
}
