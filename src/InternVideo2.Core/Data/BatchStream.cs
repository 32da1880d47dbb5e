namespace InternVideo2.Data;

/// <summary>Batches that follow from a cursor, prepared ahead on a background thread; the cursor moves with what is handed out.</summary>
/// <param name="prepare">Makes the batch that begins at a cursor and says where the next one begins.</param>
/// <param name="ahead">Batches kept ready, 1 or more.</param>
internal sealed class BatchStream(Func<DataCursor, CancellationToken, (ClipBatch Batch, DataCursor After)> prepare, int ahead) : IDisposable
{
    private Prefetcher? _prefetcher;
    private DataCursor _cursor;

    /// <summary>Where the next batch begins; setting it jumps there.</summary>
    public DataCursor Cursor
    {
        get => _cursor;
        set
        {
            if (value != _cursor)
            {
                Dispose();
                _cursor = value;
            }
        }
    }

    /// <summary>The next batch, owned by the caller.</summary>
    public ClipBatch Next(CancellationToken cancellation)
    {
        _prefetcher ??= new Prefetcher(prepare, _cursor, ahead);
        try
        {
            var (batch, after) = _prefetcher.Take(cancellation);
            _cursor = after;
            return batch;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The background thread has ended with this error; asking again tries again from the same place.
            Dispose();
            throw;
        }
    }

    /// <summary>Ends the preparation; asking for a batch begins it anew.</summary>
    public void Dispose()
    {
        _prefetcher?.Dispose();
        _prefetcher = null;
    }
}
