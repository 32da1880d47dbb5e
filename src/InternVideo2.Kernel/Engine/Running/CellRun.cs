using System.Runtime;
using InternVideo2.Kernel.Cells;
using InternVideo2.Kernel.Streams;

namespace InternVideo2.Kernel.Engine.Running;

/// <summary>
/// One cell on a thread of its own, and the ways to stop it. There is no safe way to end foreign code, so an interrupt climbs a ladder: the
/// cancellation token and the checks compiled into the cell; Thread.Interrupt for code that waits; giving up, so that other cells can run.
/// An abort comes only when the user interrupts once more: measured on .NET 10.0.12 it ends the whole process, and with it everything
/// computed, in up to half of the cases in which optimized library code is hit.
/// </summary>
internal sealed class CellRun : IDisposable
{
    private const int StackBytes = 64 << 20;

    private static readonly TimeSpan _untilInterrupt = TimeSpan.FromSeconds(0.3);
    private static readonly TimeSpan _untilWarning = TimeSpan.FromSeconds(0.7);
    private static readonly TimeSpan _untilGivingUp = TimeSpan.FromSeconds(4);

    private readonly CancellationTokenSource _token = new();
    private readonly CancellationTokenSource _abort = new();
    private readonly ManualResetEventSlim _ended = new();
    private readonly ManualResetEventSlim _givenUp = new();
    private volatile CellContext? _context;
    private volatile bool _mayAbort;
    private Thread? _thread;
    private int _interrupted;
    private CellOutcome _outcome;

    public CellRun() => InterruptFlag.Set(false);

    /// <summary>Cancelled by <see cref="Interrupt"/>.</summary>
    public CancellationToken Cancellation => _token.Token;

    /// <summary>
    /// Runs a cell and waits for its end, or until an interrupt has been given up. A new thread each time: the runtime aborts a thread
    /// reliably only once.
    /// </summary>
    public CellOutcome Execute(CellContext context, Func<Task<object?>> start, Action<object?> finish)
    {
        _context = context;
        _thread = new Thread(() => Main(context, start, finish), StackBytes) { IsBackground = true, Name = $"cell {context.Number}" };
        _thread.Start();
        var reached = WaitHandle.WaitAny([_ended.WaitHandle, _givenUp.WaitHandle]);
        return reached == 0 ? _outcome : new CellOutcome(CellEnd.LeftRunning);
    }

    /// <summary>Asks the cell to stop and returns at once; the ladder is climbed on another thread.</summary>
    public void Interrupt()
    {
        var isFirst = Interlocked.Exchange(ref _interrupted, 1) == 0;
        if (!isFirst && !_mayAbort) return;
        new Thread(isFirst ? ClimbLadder : _abort.Cancel) { IsBackground = true, Name = "interrupt" }.Start();
    }

    public void Dispose()
    {
        // Code left running may still use its token, so the sources are left to the garbage collector.
        _ended.Set();
    }

    private void Main(CellContext context, Func<Task<object?>> start, Action<object?> finish)
    {
        context.Enter();
        try
        {
#pragma warning disable SYSLIB0046 // The only way to stop code that never looks at a token. It is used at the user's second demand only, and the thread ends after it.
            ControlledExecution.Run(() => Body(context, start, finish), _abort.Token);
#pragma warning restore SYSLIB0046
            _outcome = new CellOutcome(CellEnd.Completed);
        }
        catch (Exception e)
        {
            var stopped = Volatile.Read(ref _interrupted) != 0 && IsInterruption(e);
            _outcome = stopped ? new CellOutcome(CellEnd.Interrupted) : new CellOutcome(CellEnd.Failed, e);
        }
        ReportEnd();
    }

    private void ReportEnd()
    {
        try
        {
            _ended.Set();
        }
        catch (ThreadInterruptedException)
        {
            // The second rung of the ladder came just too late and hit this call instead of the cell.
            _ended.Set();
        }
    }

    private void Body(CellContext context, Func<Task<object?>> start, Action<object?> finish)
    {
        var synchronization = new CellSynchronizationContext();
        SynchronizationContext.SetSynchronizationContext(synchronization);
        try
        {
            finish(synchronization.Complete(start(), Cancellation));
        }
        finally
        {
            context.Displays.End();
        }
    }

    private static bool IsInterruption(Exception exception) => exception switch
    {
        OperationCanceledException or ThreadInterruptedException or ThreadAbortException => true,
        AggregateException several => several.InnerExceptions.All(IsInterruption),
        { InnerException: { } inner } => IsInterruption(inner),
        _ => false,
    };

    private void ClimbLadder()
    {
        InterruptFlag.Set(true);
        try
        {
            _token.Cancel();
        }
        catch (AggregateException e)
        {
            // A callback the cell registered on its token failed; that must not keep the cell from being stopped.
            KernelLog.Write($"A cancellation callback failed: {e.GetBaseException()}");
        }
        if (_ended.Wait(_untilInterrupt)) return;
        _thread?.Interrupt();
        if (_ended.Wait(_untilWarning)) return;
        _mayAbort = true;
        _context?.Output.Write(
            OutputBuffer.StandardError,
            "The cell is in code that does not notice the interrupt. Interrupt once more to abort it by force; this may end the kernel.\n");
        if (!_ended.Wait(_untilGivingUp)) _givenUp.Set();
    }
}
