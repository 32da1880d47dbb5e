using System.Runtime.InteropServices;

namespace InternVideo2.Cli;

/// <summary>
/// Ctrl-C and the request to terminate become a cancellation, so that a command can save what it has; a second one ends the program as usual. A command that
/// takes a signal itself (<see cref="AnswerStop"/>) is asked first.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _signals;

    public Interruption() =>
        _signals = [PosixSignalRegistration.Create(PosixSignal.SIGINT, Heed), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Heed)];

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        foreach (var signal in _signals)
        {
            signal.Dispose();
        }

        _source.Dispose();
    }

    private void Heed(PosixSignalContext context)
    {
        if (context.Cancel) return;
        context.Cancel = !_source.IsCancellationRequested;
        if (context.Cancel)
        {
            Console.Error.WriteLine("iv2: stopping; what is done will be kept (once more to stop at once)");
            _source.Cancel();
        }
    }
}
