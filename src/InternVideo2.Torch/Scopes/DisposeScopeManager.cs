namespace TorchSharp;

/// <summary>Knows the innermost scope of each thread.</summary>
public class DisposeScopeManager
{
    [ThreadStatic]
    private static DisposeScope? current;

    internal static DisposeScope? Current => current;

    internal static DisposeScope Enter() => current = new DisposeScope(current);

    internal static void Leave(DisposeScope scope, DisposeScope? outer)
    {
        // A scope that is left out of order, or on another thread, must not change which one collects here.
        if (ReferenceEquals(current, scope)) current = outer;
    }
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
