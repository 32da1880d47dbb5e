namespace InternVideo2.Language.Training;

/// <summary>
/// A text that a language model learns from, in pieces that are encoded each by itself: as the parts of a prompt before and after a clip are (stage 3, 8.4).
/// </summary>
/// <param name="Pieces">One or more.</param>
public sealed record TrainingText(params IReadOnlyList<string> Pieces)
{
    /// <summary>A text in one piece.</summary>
    public static implicit operator TrainingText(string text) => new(text);

    /// <summary>All pieces, one after the other.</summary>
    public override string ToString() => string.Concat(Pieces);
}
