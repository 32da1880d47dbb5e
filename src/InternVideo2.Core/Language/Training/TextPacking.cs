namespace InternVideo2.Language.Training;

/// <summary>Puts whole texts one after the other into rows of one length, so that little of a row is left empty.</summary>
internal static class TextPacking
{
    // Rows that wait for a short text. More of them leave less empty and cost time.
    private const int OpenRows = 16;

    /// <summary>The rows, in the order in which they were begun.</summary>
    /// <param name="texts">The numbers of each text; none is longer than a row.</param>
    /// <param name="length">Numbers a row can hold.</param>
    /// <param name="shared">False: each text has a row of its own.</param>
    public static IReadOnlyList<int[]> Pack(IReadOnlyList<int[]> texts, int length, bool shared = true)
    {
        var rows = new List<List<int>>();
        var open = new List<List<int>>();
        foreach (var text in texts)
        {
            var row = shared ? open.Find(row => row.Count + text.Length <= length) : null;
            if (row is null)
            {
                row = new List<int>(length);
                rows.Add(row);
                open.Add(row);
            }
            row.AddRange(text);
            if (open.Count > OpenRows) open.Remove(open.MaxBy(full => full.Count)!);
        }
        return [.. rows.Select(row => row.ToArray())];
    }
}
