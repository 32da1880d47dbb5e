using InternVideo2.Data;

namespace InternVideo2.MediaText;

/// <summary>Groups of samples as numbers.</summary>
public static class GroupNumbers
{
    /// <summary>Turns names into numbers, the same names into the same numbers in every process and run.</summary>
    public static long[] Of(IEnumerable<string> groups) => [.. groups.Select(group => unchecked((long)SeededRandom.Stream(group)))];
}
