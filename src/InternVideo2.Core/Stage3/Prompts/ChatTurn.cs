namespace InternVideo2.Stage3;

/// <summary>A question that was answered before.</summary>
/// <param name="Question">What was asked.</param>
/// <param name="Answer">What the model said.</param>
public sealed record ChatTurn(string Question, string Answer);
