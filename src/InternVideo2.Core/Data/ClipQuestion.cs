namespace InternVideo2.Data;

/// <summary>One question about a clip (instruction tuning, stage 3).</summary>
/// <param name="Instruction">What the answerer is told beforehand; often empty.</param>
/// <param name="Question">The question.</param>
/// <param name="Answer">The right answer.</param>
public sealed record ClipQuestion(string Instruction, string Question, string Answer);
