using InternVideo2.Data;

namespace InternVideo2.Stage3;

/// <summary>A question to a language model about a clip (stage 3, 10 and 12).</summary>
public sealed record ChatPrompt
{
    /// <summary>What is asked; not empty.</summary>
    public required string Question { get; init; }

    /// <summary>What is shown. Default: a video.</summary>
    public MediaType Media { get; init; } = MediaType.Video;

    /// <summary>Earlier questions and answers about the same clip, the first first. Default none.</summary>
    public IReadOnlyList<ChatTurn> History { get; init; } = [];

    /// <summary>Goes before everything, as it stands. Default empty.</summary>
    public string System { get; init; } = "";

    /// <summary>Told after the clip, see <see cref="Stage3.FramesMessage"/>. Default empty.</summary>
    public string FramesMessage { get; init; } = "";

    /// <summary>The beginning of the answer, which the model goes on with, such as "Best option:(". Default empty.</summary>
    public string AnswerPrefix { get; init; } = "";
}
