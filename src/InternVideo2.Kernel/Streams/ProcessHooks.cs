using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using InternVideo2.Kernel.Cells;
using InternVideo2.Kernel.Engine.Traces;

namespace InternVideo2.Kernel.Streams;

/// <summary>Makes the process a host for cells: console, signals, and exceptions nobody catches.</summary>
internal static class ProcessHooks
{
    private static PosixSignalRegistration? _interruptSignal;

    public static void Install()
    {
        Console.SetOut(new CellWriter(OutputBuffer.StandardOutput));
        Console.SetError(new CellWriter(OutputBuffer.StandardError));
        Console.SetIn(new CellReader());
        // Ctrl-C in the server's terminal reaches its children, too; interrupts of cells come as messages.
        _interruptSignal = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true);
        ExceptionHandling.SetUnhandledExceptionHandler(Report);
        TaskScheduler.UnobservedTaskException += (_, e) =>
        {
            e.SetObserved();
            Write("A task failed and nobody awaited it", e.Exception.GetBaseException());
        };
    }

    /// <summary>An exception on a thread or timer would end the process, and with it the notebook's state.</summary>
    private static bool Report(Exception error)
    {
        Write("An exception on another thread was not caught", error);
        return true;
    }

    private static void Write(string what, Exception error)
    {
        var text = $"{what}:\n{string.Join('\n', TraceText.Lines(error, _ => null))}\n";
        if (CellContext.Current is { } cell) cell.Output.Write(OutputBuffer.StandardError, text);
        else KernelLog.Write(text);
    }
}
