using System.Text.RegularExpressions;

namespace InternVideo2.Teachers;

/// <summary>
/// The words of a small set of captions, each with a number. Number 0 fills up short captions, number 1 stands for every word that the set does not
/// have. Case and punctuation do not count.
/// </summary>
public sealed partial class CaptionVocabulary
{
    private const int Padding = 0;
    private const int Unknown = 1;

    private readonly Dictionary<string, int> _numbers;

    /// <param name="words">The words, numbered from 2 in this order.</param>
    /// <param name="length">L: words that are read of a caption; the rest is cut off. 1 or more.</param>
    public CaptionVocabulary(IReadOnlyList<string> words, int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        (Words, Length) = (words, length);
        _numbers = words.Index().ToDictionary(w => w.Item, w => w.Index + 2, StringComparer.Ordinal);
    }

    /// <summary>In ordinal order when made from captions.</summary>
    public IReadOnlyList<string> Words { get; }

    /// <summary>L.</summary>
    public int Length { get; }

    /// <summary>Numbers that occur: 0 … <see cref="Count"/> − 1.</summary>
    public int Count => Words.Count + 2;

    /// <summary>All words of these captions; as long as the longest one.</summary>
    /// <exception cref="ArgumentException">There is no word.</exception>
    public static CaptionVocabulary Of(IEnumerable<string> captions)
    {
        var split = captions.Select(Split).ToList();
        var longest = split.Select(words => words.Length).DefaultIfEmpty(0).Max();
        if (longest == 0) throw new ArgumentException("There is no word in the captions.", nameof(captions));
        return new CaptionVocabulary([.. split.SelectMany(words => words).Distinct().Order(StringComparer.Ordinal)], longest);
    }

    /// <summary>L numbers for a caption.</summary>
    public long[] Encode(string caption)
    {
        var numbers = new long[Length];
        Array.Fill(numbers, Padding);
        foreach (var (i, word) in Split(caption).Take(Length).Index()) numbers[i] = _numbers.GetValueOrDefault(word, Unknown);
        return numbers;
    }

    private static string[] Split(string caption) => [.. Word().Matches(caption.ToLowerInvariant()).Select(match => match.Value)];

    [GeneratedRegex(@"[\p{L}\p{N}]+", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
