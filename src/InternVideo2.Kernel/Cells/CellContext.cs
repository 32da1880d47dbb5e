using InternVideo2.Kernel.Display;
using InternVideo2.Kernel.Streams;

namespace InternVideo2.Kernel.Cells;

/// <summary>
/// One execution of a cell, seen from inside: where its output goes and whether it should stop. It travels with the execution context, so
/// threads, tasks and timers started by a cell keep writing below that cell, even after it has ended.
/// </summary>
internal sealed class CellContext
{
    private static readonly AsyncLocal<CellContext?> _own = new();
    private static volatile CellContext? _latest;

    public CellContext(int number, IFrontEnd frontEnd, CancellationToken cancellation)
    {
        Number = number;
        FrontEnd = frontEnd;
        Cancellation = cancellation;
        Output = new OutputBuffer(frontEnd);
        Displays = new DisplayChannel(frontEnd, Output);
    }

    /// <summary>The cell the calling code belongs to; code without an owner belongs to the latest cell. Null before the first cell.</summary>
    public static CellContext? Current => _own.Value ?? _latest;

    /// <summary>The execution count the cell was given.</summary>
    public int Number { get; }

    public IFrontEnd FrontEnd { get; }

    /// <summary>Set when the user interrupts the cell.</summary>
    public CancellationToken Cancellation { get; }

    public OutputBuffer Output { get; }

    public DisplayChannel Displays { get; }

    /// <summary>Asks the person at the client; what was written so far is shown first.</summary>
    /// <exception cref="InvalidOperationException">The client takes no input.</exception>
    public string ReadLine(string prompt, bool password)
    {
        Output.Flush();
        return FrontEnd.ReadLine(prompt, password, Cancellation);
    }

    /// <summary>Makes this the context of the calling thread and of all it starts.</summary>
    public void Enter()
    {
        _own.Value = this;
        _latest = this;
    }
}
