namespace InternVideo2.Data;

/// <summary>The clips that could not be read so far, up to a limit. Thread-safe.</summary>
public sealed class BrokenClips(int limit)
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, ClipException> _byId = new(StringComparer.Ordinal);

    /// <summary>What went wrong with each of them, by id.</summary>
    public IReadOnlyList<ClipException> List
    {
        get
        {
            lock (_lock)
            {
                return [.. _byId.Values];
            }
        }
    }

    /// <summary>Notes a clip; one that is met again in a later epoch counts once.</summary>
    /// <exception cref="ClipException">No clip may be broken (the error itself).</exception>
    /// <exception cref="InvalidDataException">There are more than the limit; all are listed.</exception>
    internal void Add(ClipException error)
    {
        lock (_lock)
        {
            _byId[error.Clip.Id] = error;
            if (_byId.Count <= limit)
            {
                return;
            }
        }

        throw limit == 0
            ? error
            : new InvalidDataException(
                $"{_byId.Count} clips cannot be read; {nameof(ClipDatasetOptions.MaxBrokenClips)} allows {limit}:{Environment.NewLine}"
                + string.Join(Environment.NewLine, List.Select(e => e.Message)), error);
    }
}
