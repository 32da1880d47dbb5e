using InternVideo2.Kernel.Cells;
using InternVideo2.Kernel.Engine;
using InternVideo2.Kernel.Engine.Running;

namespace InternVideo2.Kernel.Tests.Engine;

/// <summary>An engine without sockets: runs cells and remembers the last one's value and outcome.</summary>
internal sealed class TestNotebook
{
    private int _count;

    public TestNotebook(params string[] imports) => Engine = new CSharpEngine(new EngineOptions([], imports), Path.Combine(Path.GetTempPath(), "kernel-tests-packages"));

    public CSharpEngine Engine { get; }

    public RecordingFrontEnd FrontEnd { get; } = new();

    public CellOutcome Outcome { get; private set; }

    /// <summary>Runs a cell, whatever comes of it, and returns the value of its trailing expression; null if there is none.</summary>
    public object? Try(string code)
    {
        object? value = null;
        CellContext? context = null;
        Outcome = Engine.Run(code, token => context = new CellContext(++_count, FrontEnd, token), result => value = result);
        context?.Output.Flush();
        return value;
    }

    /// <summary>Runs a cell that must end well.</summary>
    public object? Run(string code)
    {
        var value = Try(code);
        Assert.True(Outcome.End == CellEnd.Completed, Outcome.Error?.ToString() ?? Outcome.End.ToString());
        return value;
    }

    /// <summary>Runs a cell that must fail and returns its error.</summary>
    public Exception Fail(string code)
    {
        Try(code);
        Assert.Equal(CellEnd.Failed, Outcome.End);
        return Outcome.Error!;
    }

    public string Trace(Exception error) => string.Join('\n', Engine.Trace(error));
}
