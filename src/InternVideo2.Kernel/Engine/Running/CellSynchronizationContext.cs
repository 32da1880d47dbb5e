using System.Collections.Concurrent;

namespace InternVideo2.Kernel.Engine.Running;

/// <summary>
/// Brings the code after an await back to the cell's thread, where it can be interrupted, whenever that thread is waiting for the cell to go on.
/// While the thread is busy or blocked (say, in task.Wait()) continuations go to the thread pool, so that blocking on a task
/// works as it does in a console program instead of waiting for itself for ever.
/// </summary>
internal sealed class CellSynchronizationContext : SynchronizationContext
{
    private static readonly TimeSpan _grace = TimeSpan.FromMilliseconds(200);

    private readonly BlockingCollection<(SendOrPostCallback Callback, object? State)> _queue = [];
    private readonly Lock _gate = new();
    private bool _waiting;
    private bool _abandoned;

    public override void Post(SendOrPostCallback d, object? state)
    {
        lock (_gate)
        {
            if (_abandoned) return;
            if (_waiting)
            {
                _queue.Add((d, state));
                return;
            }
        }
        ThreadPool.QueueUserWorkItem(_ => RunOnPool(d, state));
    }

    public override void Send(SendOrPostCallback d, object? state) => d(state);

    public override SynchronizationContext CreateCopy() => this;

    /// <summary>
    /// Runs continuations on the calling thread until the task has ended, and gives its result. After a cancellation the task gets a moment to
    /// end in an orderly way; then it is left behind and its continuations are dropped.
    /// </summary>
    /// <exception cref="OperationCanceledException">The cell was interrupted and did not react in time.</exception>
    public object? Complete(Task<object?> task, CancellationToken cancellation)
    {
        if (!task.IsCompleted)
        {
            // Ends the wait below if the last piece of the cell ran elsewhere (ConfigureAwait(false)).
            task.ContinueWith(_ => Post(static _ => { }, null), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            while (!task.IsCompleted) RunNext(task, cancellation);
        }
        return task.GetAwaiter().GetResult();
    }

    private void RunNext(Task task, CancellationToken cancellation)
    {
        SetWaiting(true);
        (SendOrPostCallback Callback, object? State) item;
        try
        {
            if (task.IsCompleted) return;
            if (!cancellation.IsCancellationRequested) item = _queue.Take(cancellation);
            else if (!_queue.TryTake(out item, _grace)) throw Abandon(cancellation);
        }
        catch (OperationCanceledException) when (!_abandoned)
        {
            return;
        }
        finally
        {
            SetWaiting(false);
        }
        item.Callback(item.State);
    }

    private OperationCanceledException Abandon(CancellationToken cancellation)
    {
        lock (_gate) _abandoned = true;
        return new OperationCanceledException("The cell was interrupted.", cancellation);
    }

    private void SetWaiting(bool waiting)
    {
        lock (_gate)
        {
            _waiting = waiting;
            if (waiting) return;
            // What arrived in the last moment must not be stranded.
            while (_queue.TryTake(out var left)) ThreadPool.QueueUserWorkItem(_ => RunOnPool(left.Callback, left.State));
        }
    }

    private void RunOnPool(SendOrPostCallback callback, object? state)
    {
        SetSynchronizationContext(this);
        try
        {
            callback(state);
        }
        finally
        {
            SetSynchronizationContext(null);
        }
    }
}
