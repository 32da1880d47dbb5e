namespace InternVideo2.Data.Corpora;

/// <summary>Which of a clip's questions a sample comes with, and in which order (stage 3, 8.1 and 8.2).</summary>
public sealed record ConversationChoice
{
    /// <summary>The questions come in an order drawn anew in every epoch, or in that of the list. Default true.</summary>
    public bool Shuffle { get; init; } = true;

    /// <summary>Only so many questions, the first ones of their order; with <see cref="Shuffle"/> others in every epoch. 1 or more; null: all. Default null.</summary>
    public int? Most { get; init; }

    /// <summary>Throws when a member is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the member, its value and the allowed range.</exception>
    public void Validate() => OptionRange.Check(Most is null or >= 1, nameof(ConversationChoice), nameof(Most), Most, "1 or more, or null");

    /// <summary>The conversation about a clip, of one question or more.</summary>
    internal IReadOnlyList<ClipQuestion> Draw(ClipEntry clip, SeededRandom random)
    {
        var questions = clip.Questions;
        IEnumerable<ClipQuestion> ordered = Shuffle && questions.Count > 1 ? random.Permutation(questions.Count).Select(place => questions[place]) : questions;
        return [.. ordered.Take(Most ?? questions.Count)];
    }

    /// <summary>Why a clip is left out, as the end of a sentence; null if it stays.</summary>
    internal static string? Refusal(ClipEntry clip) => clip.Questions.Count == 0 ? "has no questions in 'QA'" : null;
}
