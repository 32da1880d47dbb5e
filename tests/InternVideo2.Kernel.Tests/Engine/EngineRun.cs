using System.Text.Json.Nodes;
using InternVideo2.Kernel.Cells;
using InternVideo2.Kernel.Engine;
using InternVideo2.Kernel.Engine.Running;

namespace InternVideo2.Kernel.Tests.Engine;

/// <summary>An engine without a client: cells run, values are collected.</summary>
internal sealed class EngineRun : IFrontEnd
{
    private int _count;

    public CSharpEngine Engine { get; } = new(new EngineOptions([], []), Path.Combine(Path.GetTempPath(), "iv2-kernel-tests"));

    /// <summary>What cells published, in order.</summary>
    public List<(string Type, JsonObject Content)> Published { get; } = [];

    public CellOutcome Run(string code) => Run(code, out _);

    public CellOutcome Run(string code, out object? value)
    {
        object? found = null;
        var outcome = Engine.Run(code, token => new CellContext(++_count, this, token), result => found = result);
        value = found;
        return outcome;
    }

    /// <summary>The value of a cell that must succeed.</summary>
    public object? Value(string code)
    {
        var outcome = Run(code, out var value);
        return outcome.End == CellEnd.Completed ? value : throw new InvalidOperationException($"{code}: {outcome.End} {outcome.Error}");
    }

    public void Publish(string type, JsonObject content)
    {
        lock (Published) Published.Add((type, content));
    }

    public string ReadLine(string prompt, bool password, CancellationToken cancellation) => throw new InvalidOperationException("no input here");
}
