using System.Text.Json;

namespace InternVideo2.Features;

/// <summary>
/// What a run has done so far, in a folder: the rows of features as bytes, and a line of JSON for each batch, written once its rows are on the disk. A
/// run that is killed goes on behind its last whole line.
/// </summary>
internal sealed class FeatureJournal : IDisposable
{
    private readonly FileStream rows;
    private readonly FileStream lines;
    private readonly List<string> done = [];
    private readonly List<FailedClip> failed = [];

    private FeatureJournal(string folder, FileStream rows, FileStream lines) => (Folder, this.rows, this.lines) = (folder, rows, lines);

    public string Folder { get; }

    /// <summary>Batches finished.</summary>
    public int Batches { get; private set; }

    /// <summary>Ids of the clips that have features, in the order of the rows.</summary>
    public IReadOnlyList<string> Done => done;

    public IReadOnlyList<FailedClip> Failed => failed;

    /// <summary>Opens the journal of a run, or begins it.</summary>
    /// <param name="folder">Made if it is not there.</param>
    /// <param name="fingerprint">Of the run; another one's journal is refused.</param>
    /// <param name="rowBytes">Bytes of one clip's features.</param>
    /// <exception cref="InvalidDataException">The folder holds an unfinished run with other settings.</exception>
    public static FeatureJournal Open(string folder, string fingerprint, long rowBytes)
    {
        Directory.CreateDirectory(folder);
        var rows = new FileStream(Path.Combine(folder, "rows"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        var lines = new FileStream(Path.Combine(folder, "journal.jsonl"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        var journal = new FeatureJournal(folder, rows, lines);
        try
        {
            journal.Recall(fingerprint, rowBytes);
            return journal;
        }
        catch
        {
            journal.Dispose();
            throw;
        }
    }

    /// <summary>Notes a finished batch.</summary>
    public void Add(IReadOnlyList<string> ids, TorchSharp.torch.Tensor? features, IReadOnlyList<FailedClip> broken)
    {
        features?.WriteBytesToStream(rows, bufferSize: 1 << 20);
        rows.Flush(flushToDisk: true);
        Append(new Line(ids, broken));
        Count(new Line(ids, broken));
    }

    /// <summary>Copies all rows to <paramref name="target"/>.</summary>
    public void CopyRows(Stream target)
    {
        rows.Position = 0;
        rows.CopyTo(target);
    }

    public void Dispose()
    {
        rows.Dispose();
        lines.Dispose();
    }

    private void Recall(string fingerprint, long rowBytes)
    {
        long whole = 0, kept = 0;
        foreach (var (text, end) in WholeLines())
        {
            if (whole == 0)
            {
                if (text != fingerprint)
                {
                    throw new InvalidDataException(
                        $"'{Folder}' holds an unfinished run with another model, other options or other clips. Finish it as it was begun, delete the folder, or write to another file.");
                }
            }
            else if (JsonSerializer.Deserialize<Line>(text) is { } line && (kept + line.Ids.Count) * rowBytes <= rows.Length)
            {
                Count(line);
                kept += line.Ids.Count;
            }
            else
            {
                break;
            }
            whole = end;
        }
        lines.SetLength(whole);
        lines.Position = whole;
        rows.SetLength(kept * rowBytes);
        rows.Position = kept * rowBytes;
        if (whole == 0) AppendText(fingerprint);
    }

    // A line that was cut off by the end of the process has no line feed.
    private IEnumerable<(string Text, long End)> WholeLines()
    {
        var bytes = new byte[lines.Length];
        lines.ReadExactly(bytes);
        for (int start = 0, end; (end = Array.IndexOf(bytes, (byte)'\n', start)) >= 0; start = end + 1)
            yield return (System.Text.Encoding.UTF8.GetString(bytes, start, end - start), end + 1);
    }

    private void Count(Line line)
    {
        Batches++;
        done.AddRange(line.Ids);
        failed.AddRange(line.Failed);
    }

    private void Append(Line line) => AppendText(JsonSerializer.Serialize(line));

    private void AppendText(string text)
    {
        lines.Write(System.Text.Encoding.UTF8.GetBytes(text + "\n"));
        lines.Flush(flushToDisk: true);
    }

    private sealed record Line(IReadOnlyList<string> Ids, IReadOnlyList<FailedClip> Failed);
}
