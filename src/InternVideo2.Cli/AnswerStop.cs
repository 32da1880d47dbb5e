using System.Runtime.InteropServices;

namespace InternVideo2.Cli;

/// <summary>While it lives, Ctrl-C stops the answer that is being written; where none is, it ends the conversation.</summary>
internal sealed class AnswerStop : IDisposable
{
    // The signal comes on a thread of its own, perhaps just when an answer ends.
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _end;
    private readonly PosixSignalRegistration _signal;
    private bool _disposed;
    private CancellationTokenSource? _answer;

    /// <param name="cancellation">Ends answer and conversation.</param>
    public AnswerStop(CancellationToken cancellation)
    {
        _end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        // The latest registration is asked first.
        _signal = PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
        {
            context.Cancel = true;
            Interrupt();
        });
    }

    /// <summary>Cancelled when the conversation is to end.</summary>
    public CancellationToken End => _end.Token;

    /// <summary>What Ctrl-C does.</summary>
    public void Interrupt()
    {
        lock (_lock)
        {
            if (!_disposed) (_answer ?? _end).Cancel();
        }
    }

    /// <summary>Does some work that can be stopped by itself.</summary>
    /// <returns>Whether it came to its end.</returns>
    /// <exception cref="OperationCanceledException">The conversation is to end.</exception>
    public async Task<bool> RunAsync(Func<CancellationToken, Task> work)
    {
        using var answer = CancellationTokenSource.CreateLinkedTokenSource(End);
        _answer = answer;
        try
        {
            await work(answer.Token);
            return true;
        }
        catch (OperationCanceledException) when (answer.IsCancellationRequested && !End.IsCancellationRequested)
        {
            return false;
        }
        finally
        {
            lock (_lock) _answer = null;
        }
    }

    public void Dispose()
    {
        _signal.Dispose();
        lock (_lock)
        {
            _disposed = true;
            _end.Dispose();
        }
    }
}
