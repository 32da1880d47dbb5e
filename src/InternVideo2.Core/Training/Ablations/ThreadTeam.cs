using System.Collections.Concurrent;
using static TorchSharp.torch;

namespace InternVideo2.Training;

/// <summary>
/// A few threads that do many independent pieces of tensor work side by side, each piece on one thread. For small networks that beats many threads in
/// one operator after the other: there is nothing to wait for inside a step.
/// While a team exists, tensor work of the whole process is single-threaded; disposing it (on the thread that made it) restores the number of threads.
/// </summary>
public sealed class ThreadTeam : IDisposable
{
    private readonly BlockingCollection<Action> _jobs = [];
    private readonly Thread[] _threads;
    private readonly int _threadsBefore = get_num_threads();

    /// <param name="threads">1 or more; null: as many as tensor work has now.</param>
    public ThreadTeam(int? threads = null)
    {
        Count = threads ?? _threadsBefore;
        ArgumentOutOfRangeException.ThrowIfLessThan(Count, 1, nameof(threads));
        // The library keeps the number per thread, and for new threads the one set last.
        set_num_threads(1);
        _threads = [.. Enumerable.Range(0, Count).Select(i => new Thread(Work) { IsBackground = true, Name = $"tensor team {i}" })];
        foreach (var thread in _threads) thread.Start();
    }

    public int Count { get; }

    /// <summary>Does one piece of work on some thread of the team.</summary>
    public Task<T> Start<T>(Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _jobs.Add(() =>
        {
            try
            {
                done.SetResult(work());
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        });
        return done.Task;
    }

    /// <summary>Does one piece of work on some thread of the team, waits for it, and throws what it throws.</summary>
    public T Do<T>(Func<T> work) => Start(work).GetAwaiter().GetResult();

    /// <summary>Does all pieces, beginning with the first ones, and waits until every one has ended.</summary>
    /// <returns>Their results in order.</returns>
    /// <exception cref="Exception">The first one (in order) that a piece has thrown, as it was thrown.</exception>
    public IReadOnlyList<T> DoAll<T>(IEnumerable<Func<T>> pieces)
    {
        Task<T>[] tasks = [.. pieces.Select(Start)];
        // Waited for singly, because nothing may still run when an error is passed on.
        foreach (var task in tasks) ((IAsyncResult)task).AsyncWaitHandle.WaitOne();
        return [.. tasks.Select(task => task.GetAwaiter().GetResult())];
    }

    public void Dispose()
    {
        _jobs.CompleteAdding();
        foreach (var thread in _threads) thread.Join();
        _jobs.Dispose();
        set_num_threads(_threadsBefore);
    }

    private void Work()
    {
        set_num_threads(1);
        foreach (var job in _jobs.GetConsumingEnumerable()) job();
    }
}
