namespace InternVideo2.Evaluation;

/// <summary>What a model answered to one question.</summary>
/// <param name="Item">The question.</param>
/// <param name="Id">The clip.</param>
/// <param name="Text">What it wrote, or the option it found likeliest.</param>
/// <param name="IsRight">Whether that counts as right.</param>
/// <param name="F1">Agreement of words with the right answer, 0 … 1, see <see cref="AnswerMatch"/>; where a lettered option is written, 1 or 0, as right or wrong.</param>
public sealed record ChatAnswer(ChatItem Item, string Id, string Text, bool IsRight, double F1);
