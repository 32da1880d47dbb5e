namespace InternVideo2.Evaluation;

/// <summary>A question of a test and what is right.</summary>
/// <param name="Clip">Which clip of the set it is about, from 0.</param>
/// <param name="Kind">What it is about: figures are given for each kind. "colour", or MVBench's "Action Sequence".</param>
/// <param name="Question">The question.</param>
/// <param name="Answers">One or more right answers.</param>
public sealed record ChatItem(int Clip, string Kind, string Question, IReadOnlyList<string> Answers)
{
    /// <summary>What the answerer is told beforehand, as in training (<see cref="Data.ClipQuestion"/>); empty without. Not said where options are lettered.</summary>
    public string Instruction { get; init; } = "";

    /// <summary>All answers to choose from, the first right one among them; empty if there are none to choose from.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>The place of the right option, from 0; −1 without.</summary>
    public int Right => Array.IndexOf([.. Options], Answers[0]);
}
