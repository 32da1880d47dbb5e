using InternVideo2.Language;

namespace InternVideo2.Stage3;

/// <summary>
/// One sample's prompt as numbers: tokens of text, and places that visual rows take, in order. All three lists have the same length.
/// </summary>
/// <param name="Ids">Numbers of tokens; 0 at visual places.</param>
/// <param name="Visual">Which places take a visual row.</param>
/// <param name="Labels">What is to be predicted at each place, not shifted; <see cref="NotLearned"/> where nothing is.</param>
public sealed record PromptRow(IReadOnlyList<int> Ids, IReadOnlyList<bool> Visual, IReadOnlyList<int> Labels)
{
    /// <summary>Label of places that do not count in the loss.</summary>
    public const int NotLearned = (int)NextTokenLoss.Ignored;

    /// <summary>Places.</summary>
    public int Length => Ids.Count;

    /// <summary>Places of visual rows.</summary>
    public int VisualRows => Visual.Count(place => place);

    /// <summary>Whether any place counts in the loss.</summary>
    public bool IsLearned => Labels.Any(label => label != NotLearned);
}
