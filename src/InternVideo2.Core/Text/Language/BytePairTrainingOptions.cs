namespace InternVideo2.Text;

/// <summary>How byte pairs are learned.</summary>
public sealed record BytePairTrainingOptions
{
    /// <summary>
    /// Tokens at most, special ones and bytes included. Fewer if the texts do not yield as many; with too few for all letters of the texts, rare letters are
    /// spelled with bytes. Default 1024; at least 300, and at least 260 more than <see cref="Special"/> has.
    /// </summary>
    public int VocabularySize { get; init; } = 1024;

    /// <summary>A pair must occur this often to be joined. Default 2; 1 or more.</summary>
    public int MinimumCount { get; init; } = 2;

    /// <summary>Tokens that are found in a text as wholes, beside &lt;unk&gt;, &lt;s&gt; and &lt;/s&gt; (numbers 0, 1 and 2). Default none.</summary>
    /// <remarks>
    /// Not what a conversation template writes between spaces, such as [INST]: label masks count on each part of such a text being encoded alike by itself
    /// and within the whole (stage 3, 8.4).
    /// </remarks>
    public IReadOnlyList<string> Special { get; init; } = [];

    /// <exception cref="ArgumentOutOfRangeException">Names the member, its value and the allowed range.</exception>
    public void Validate()
    {
        var least = Math.Max(300, BytePairTraining.Usual.Length + Special.Count + 256 + 1);
        OptionRange.Check(VocabularySize >= least, nameof(BytePairTrainingOptions), nameof(VocabularySize), VocabularySize, $"{least} or more");
        OptionRange.Check(MinimumCount >= 1, nameof(BytePairTrainingOptions), nameof(MinimumCount), MinimumCount, "1 or more");
        var usable = Special.All(token => token.Length > 0) && Special.Concat(BytePairTraining.Usual).Distinct().Count() == Special.Count + 3;
        OptionRange.Check(usable, nameof(BytePairTrainingOptions), nameof(Special), $"[{string.Join(", ", Special)}]",
            "different, not empty, none of <unk>, <s> and </s>");
    }
}
