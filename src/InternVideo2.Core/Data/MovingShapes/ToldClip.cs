namespace InternVideo2.Data.MovingShapes;

/// <summary>A clip and questions about it for a reader who cannot see.</summary>
/// <param name="Words">What stands in the frames' place: a description; empty: nothing, so that only guessing is left.</param>
/// <param name="Questions">One or more, with the right answers.</param>
public sealed record ToldClip(string Words, IReadOnlyList<ClipQuestion> Questions);
