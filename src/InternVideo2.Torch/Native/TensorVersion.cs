using TorchSharp;
using static TorchSharp.torch;

namespace InternVideo2.Torch;

/// <summary>How often a tensor's values were changed in place, as the autograd engine counts it.</summary>
public static class TensorVersion
{
    private static readonly Op Version = new("aten::_version");

    /// <summary>The counter; shared by all views of the same memory. Writing through <c>bytes</c> or <c>data</c> does not move it.</summary>
    public static long Of(Tensor tensor) => Version.CallScalar(tensor).ToInt64();
}
