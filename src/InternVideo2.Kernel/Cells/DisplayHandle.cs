namespace InternVideo2.Kernel.Cells;

/// <summary>A value shown in the notebook, which can be replaced in place.</summary>
/// <param name="Id">The display id; <see cref="NotebookHost.Update"/> takes it as well.</param>
public sealed record DisplayHandle(string Id)
{
    /// <summary>Shows another value in the same place. More than ten updates per second are thinned out; the last one is always shown.</summary>
    public void Update(object? value) => NotebookHost.Update(Id, value);

    public override string ToString() => $"display {Id}";
}
