using System.Collections.Concurrent;

namespace InternVideo2.Kernel.Streams;

/// <summary>
/// Runs scheduled flushes about 50 ms later, on a thread of its own: the thread pool may be busy with the very cell whose output is waited for.
/// </summary>
internal static class OutputFlusher
{
    private static readonly TimeSpan _delay = TimeSpan.FromMilliseconds(50);
    private static readonly BlockingCollection<Action> _scheduled = [];
    private static readonly Thread _thread = Start();

    public static void Schedule(OutputBuffer buffer) => Schedule(buffer.Flush);

    public static void Schedule(Action flush) => _scheduled.Add(flush);

    private static Thread Start()
    {
        var thread = new Thread(Loop) { IsBackground = true, Name = "output flusher" };
        thread.UnsafeStart();
        return thread;
    }

    private static void Loop()
    {
        while (true)
        {
            var first = _scheduled.Take();
            Thread.Sleep(_delay);
            first();
            while (_scheduled.TryTake(out var next)) next();
        }
    }
}
