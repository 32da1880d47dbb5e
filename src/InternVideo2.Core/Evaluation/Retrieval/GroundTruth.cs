namespace InternVideo2.Evaluation;

/// <summary>Which texts belong to which media.</summary>
public sealed class GroundTruth
{
    private GroundTruth(IReadOnlyList<IReadOnlyList<int>> textsOf, IReadOnlyList<IReadOnlyList<int>> mediaOf) => (TextsOf, MediaOf) = (textsOf, mediaOf);

    /// <summary>For each medium the indices of its texts, ascending; one or more.</summary>
    public IReadOnlyList<IReadOnlyList<int>> TextsOf { get; }

    /// <summary>For each text the indices of its media, ascending; one or more.</summary>
    public IReadOnlyList<IReadOnlyList<int>> MediaOf { get; }

    /// <param name="media">How many media there are.</param>
    /// <param name="texts">How many texts.</param>
    /// <param name="pairs">What belongs together; a pair may come twice.</param>
    /// <exception cref="ArgumentException">A pair leaves the lists, or a medium or a text belongs to nothing.</exception>
    public static GroundTruth Of(int media, int texts, IEnumerable<(int Medium, int Text)> pairs)
    {
        SortedSet<int>[] textsOf = [.. Enumerable.Range(0, media).Select(_ => new SortedSet<int>())];
        SortedSet<int>[] mediaOf = [.. Enumerable.Range(0, texts).Select(_ => new SortedSet<int>())];
        foreach (var (medium, text) in pairs)
        {
            if (medium < 0 || medium >= media || text < 0 || text >= texts)
                throw new ArgumentException($"Medium {medium} and text {text} are said to belong together; there are {media} media and {texts} texts.", nameof(pairs));
            textsOf[medium].Add(text);
            mediaOf[text].Add(medium);
        }
        if (Array.FindIndex(textsOf, set => set.Count == 0) is var lonely and >= 0)
            throw new ArgumentException($"Medium {lonely} has no text, so nothing can be right for it. Give it one or leave it out.", nameof(pairs));
        if (Array.FindIndex(mediaOf, set => set.Count == 0) is var unused and >= 0)
            throw new ArgumentException($"Text {unused} belongs to no medium, so nothing can be right for it. Leave it out.", nameof(pairs));
        return new([.. textsOf.Select(set => set.ToArray())], [.. mediaOf.Select(set => set.ToArray())]);
    }

    /// <summary>Medium i and text i belong together.</summary>
    public static GroundTruth Pairs(int count) => Of(count, count, Enumerable.Range(0, count).Select(i => (i, i)));

    /// <summary>Medium i has the text (the class) <paramref name="texts"/>[i].</summary>
    /// <param name="texts">One per medium.</param>
    /// <param name="count">How many texts there are.</param>
    public static GroundTruth Classes(IReadOnlyList<int> texts, int count) => Of(texts.Count, count, texts.Index().Select(pair => (pair.Index, pair.Item)));

    /// <summary>Its form in words, for the protocol.</summary>
    public override string ToString()
    {
        var (perMedium, perText) = (Span(TextsOf), Span(MediaOf));
        return (perMedium, perText) switch
        {
            ("1", "1") => "one text per medium",
            (_, "1") => $"{perMedium} texts per medium",
            ("1", _) => $"classes: {perText} media per text",
            _ => $"{perMedium} texts per medium, {perText} media per text",
        };
    }

    private static string Span(IReadOnlyList<IReadOnlyList<int>> lists)
    {
        var (least, most) = (lists.Min(list => list.Count), lists.Max(list => list.Count));
        return least == most ? FormattableString.Invariant($"{least}") : FormattableString.Invariant($"{least}–{most}");
    }
}
