namespace InternVideo2.Video;

/// <summary>Keeps the last few error lines of a log for messages.</summary>
internal sealed class LogTail
{
    private const int Kept = 8;
    private readonly Queue<string> _lines = new();

    /// <summary>The kept lines, oldest first.</summary>
    public IReadOnlyCollection<string> Lines => _lines;

    /// <summary>The last error in one line, or a note that there was none.</summary>
    public string Summary => _lines.LastOrDefault() ?? "it gave no reason";

    /// <summary>Keeps <paramref name="line"/> if it is marked as an error.</summary>
    public void Add(string line)
    {
        if (!line.Contains("[error]", StringComparison.Ordinal) && !line.Contains("[fatal]", StringComparison.Ordinal))
        {
            return;
        }

        if (_lines.Count == Kept)
        {
            _lines.Dequeue();
        }

        _lines.Enqueue(line);
    }
}
