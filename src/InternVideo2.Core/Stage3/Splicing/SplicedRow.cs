namespace InternVideo2.Stage3;

/// <summary>
/// One sample as the language model reads it (stage 3, 7–10): tokens, and places for what was seen among them. Labels stand beside the tokens, unshifted.
/// </summary>
/// <param name="Ids">Token numbers; <see cref="Visual"/> where a visual row comes.</param>
/// <param name="Labels">As many: the token's number where it is learned, <see cref="Language.NextTokenLoss.Ignored"/> elsewhere.</param>
public sealed record SplicedRow(IReadOnlyList<int> Ids, IReadOnlyList<long> Labels)
{
    /// <summary>Stands in <see cref="Ids"/> for a place that a visual row takes.</summary>
    public const int Visual = -1;

    /// <summary>A row in which nothing is learned.</summary>
    public static SplicedRow Unlearned(IEnumerable<int> ids)
    {
        int[] all = [.. ids];
        return new SplicedRow(all, [.. Enumerable.Repeat(Language.NextTokenLoss.Ignored, all.Length)]);
    }

    /// <summary>Tokens of which all are learned.</summary>
    public static SplicedRow Learned(IReadOnlyList<int> ids) => new(ids, [.. ids.Select(id => (long)id)]);

    /// <summary>So many places for visual rows.</summary>
    public static SplicedRow Places(int count) => Unlearned(Enumerable.Repeat(Visual, count));

    /// <summary>Parts one after the other.</summary>
    public static SplicedRow Join(params IEnumerable<SplicedRow> parts)
    {
        SplicedRow[] all = [.. parts];
        return new SplicedRow([.. all.SelectMany(part => part.Ids)], [.. all.SelectMany(part => part.Labels)]);
    }

    /// <summary>Places for visual rows.</summary>
    public int VisualCount => Ids.Count(id => id == Visual);

    /// <summary>The first so many tokens and places.</summary>
    public SplicedRow Cut(int length) => Ids.Count <= length ? this : new SplicedRow([.. Ids.Take(length)], [.. Labels.Take(length)]);
}
