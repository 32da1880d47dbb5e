using InternVideo2.Data;

namespace InternVideo2.Stage3;

/// <summary>A conversation to learn (stage 3, 8 and 10).</summary>
public sealed record TrainingPrompt
{
    /// <summary>Questions and answers, the first first; one or more. The instruction of the first one counts for all.</summary>
    public required IReadOnlyList<ClipQuestion> Turns { get; init; }

    /// <summary>What is shown. Default: a video.</summary>
    public MediaType Media { get; init; } = MediaType.Video;

    /// <summary>Goes before everything; published ones end in a space. Default empty.</summary>
    public string System { get; init; } = "";

    /// <summary>Told after the clip, see <see cref="Stage3.FramesMessage"/>. Default empty.</summary>
    public string FramesMessage { get; init; } = "";

    /// <summary>The instruction without white space around it; often empty.</summary>
    internal string Instruction => Turns.Count > 0
        ? Turns[0].Instruction
        : throw new PromptException("A conversation to learn has no question and answer; it must have at least one.");
}
