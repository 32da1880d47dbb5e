using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace InternVideo2.Data;

/// <summary>Prepares batches on one background thread, in order, a bounded number ahead.</summary>
internal sealed class Prefetcher : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly BlockingCollection<(ClipBatch? Batch, DataCursor After, ExceptionDispatchInfo? Error)> _ready;
    private readonly Thread _thread;

    /// <param name="prepare">Makes the batch that begins at a cursor and says where the next one begins.</param>
    /// <param name="from">Where the first batch begins.</param>
    /// <param name="ahead">Batches kept ready, 1 or more.</param>
    public Prefetcher(Func<DataCursor, CancellationToken, (ClipBatch Batch, DataCursor After)> prepare, DataCursor from, int ahead)
    {
        _ready = new(ahead);
        _thread = new Thread(() => Produce(prepare, from)) { IsBackground = true, Name = "clip prefetch" };
        _thread.Start();
    }

    /// <summary>The next batch, owned by the caller; the error that ended the preparation, if one did.</summary>
    public (ClipBatch Batch, DataCursor After) Take(CancellationToken cancellation)
    {
        var (batch, after, error) = _ready.Take(cancellation);
        error?.Throw();
        return (batch!, after);
    }

    public void Dispose()
    {
        _stop.Cancel();
        _thread.Join();
        while (_ready.TryTake(out var item))
        {
            item.Batch?.Dispose();
        }

        _ready.Dispose();
        _stop.Dispose();
    }

    private void Produce(Func<DataCursor, CancellationToken, (ClipBatch Batch, DataCursor After)> prepare, DataCursor cursor)
    {
        ClipBatch? unclaimed = null;
        try
        {
            while (true)
            {
                (unclaimed, cursor) = prepare(cursor, _stop.Token);
                _ready.Add((unclaimed, cursor, null), _stop.Token);
                unclaimed = null;
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Asked to stop: what is ready is disposed by the one who asks.
            unclaimed?.Dispose();
        }
        catch (Exception e)
        {
            // Handed to the consumer; if it does not want any more batches, neither does it want the error.
            Hand(ExceptionDispatchInfo.Capture(e));
        }
    }

    private void Hand(ExceptionDispatchInfo error)
    {
        try
        {
            _ready.Add((null, default, error), _stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return;
        }
    }
}
