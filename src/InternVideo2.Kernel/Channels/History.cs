namespace InternVideo2.Kernel.Channels;

/// <param name="Line">Execution count.</param>
/// <param name="Output">Plain text of the result; null if there was none.</param>
internal sealed record HistoryEntry(int Line, string Input, string? Output);

/// <summary>The cells of this session, in the order they were run. It is not kept beyond the kernel's life.</summary>
internal sealed class History
{
    public const int Session = 1;

    private readonly List<HistoryEntry> _entries = [];

    public void Add(int line, string input, string? output) => _entries.Add(new HistoryEntry(line, input, output));

    /// <summary>The last entries, oldest first.</summary>
    public IEnumerable<HistoryEntry> Tail(int count) => _entries.TakeLast(count);

    /// <summary>Entries with start ≤ line &lt; stop. Sessions count from 1; 0 is this one, negative numbers are earlier ones, which are gone.</summary>
    public IEnumerable<HistoryEntry> Range(int session, int start, int? stop) =>
        session is 0 or Session ? _entries.Where(entry => entry.Line >= start && (stop is null || entry.Line < stop)) : [];

    /// <summary>The last entries whose whole input fits a pattern with * (any text) and ? (any character), oldest first.</summary>
    public IEnumerable<HistoryEntry> Search(string pattern, int? count, bool unique)
    {
        var found = _entries.Where(entry => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern, entry.Input, ignoreCase: false));
        if (unique) found = found.GroupBy(entry => entry.Input).Select(same => same.Last()).OrderBy(entry => entry.Line);
        return count is { } number ? found.TakeLast(number) : found;
    }
}
