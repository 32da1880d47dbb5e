namespace TorchSharp;

/// <summary>Knows the innermost scope of each thread.</summary>
public class DisposeScopeManager
{
    [ThreadStatic]
    private static DisposeScope? current;

    internal static DisposeScope? Current
    {
        get
        {
            // A scope that was opened here and left on another thread (across an await) is over, but nobody could take it off this thread.
            while (current is { IsClosed: true }) current = current.Outer;
            return current;
        }
    }

    internal static DisposeScope Enter() => current = new DisposeScope(Current);
}

public static partial class torch
{
    /// <summary>Opens a scope on this thread. Tensors created from now on are disposed with it.</summary>
    public static DisposeScope NewDisposeScope() => DisposeScopeManager.Enter();

    /// <summary>Evaluates <paramref name="expr"/> in a scope of its own; only the result survives.</summary>
    public static Tensor WrappedTensorDisposeScope(Func<Tensor> expr)
    {
        using var scope = NewDisposeScope();
        return expr().MoveToOuterDisposeScope();
    }
}
