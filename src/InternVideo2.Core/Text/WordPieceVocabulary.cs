namespace InternVideo2.Text;

/// <summary>Makes vocabularies for small sets of captions; large models use the public one of their weights.</summary>
public static class WordPieceVocabulary
{
    /// <summary>
    /// The special tokens, every character of the texts at the start and inside of a word, and the most frequent words. Words that are not among them
    /// are spelled with characters; only those with a character the texts do not have are [UNK].
    /// </summary>
    /// <param name="texts">Captions; at least one word in all.</param>
    /// <param name="mostWords">Words that are kept, the most frequent first and equally frequent ones in ordinal order. 0 or more.</param>
    /// <returns>Tokens for <see cref="WordPieceTokenizer.Of"/>; the same for the same texts in any order.</returns>
    /// <exception cref="ArgumentException">There is no word.</exception>
    public static IReadOnlyList<string> Of(IEnumerable<string> texts, int mostWords = int.MaxValue)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(mostWords);
        var counts = texts.SelectMany(WordSplitter.Split).CountBy(word => word, StringComparer.Ordinal).ToList();
        if (counts.Count == 0) throw new ArgumentException("There is no word in the texts.", nameof(texts));
        List<string> letters = [.. counts.SelectMany(word => word.Key.EnumerateRunes()).Distinct().OrderBy(rune => rune.Value).Select(rune => rune.ToString())];
        var words = counts.OrderByDescending(word => word.Value).ThenBy(word => word.Key, StringComparer.Ordinal).Select(word => word.Key);
        return [.. SpecialTokens.All, .. letters, .. letters.Select(letter => "##" + letter), .. words.Except(letters, StringComparer.Ordinal).Take(mostWords)];
    }
}
