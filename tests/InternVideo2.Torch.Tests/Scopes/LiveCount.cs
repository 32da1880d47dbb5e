using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Torch.Tests;

/// <summary>Tests that compare the process-wide live count: nothing else may run beside them.</summary>
[CollectionDefinition("live count", DisableParallelization = true)]
public class LiveCount
{
    /// <summary>The count once everything that earlier tests forgot has been finalised.</summary>
    internal static long Settled()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return Tensor.TotalCount;
    }
}
