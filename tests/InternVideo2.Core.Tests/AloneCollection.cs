using Xunit;

namespace InternVideo2.Tests;

/// <summary>
/// Tests that look at what the whole process shares (the framework's default generator, the count of live tensors) and therefore run
/// while no other test does.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "alone";

    /// <summary>The number of live tensors, once everything that earlier tests left to the garbage collector has been finalised.</summary>
    internal static long SettledTensors()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return TorchSharp.torch.Tensor.TotalCount;
    }
}
