using static TorchSharp.torch;

namespace TorchSharp;

internal static class Handles
{
    /// <summary>The native handles of <paramref name="tensors"/>; throws for disposed ones. Keep the tensors alive until the native call returns.</summary>
    internal static IntPtr[] Of(IEnumerable<Tensor>? tensors) => tensors is null ? [] : tensors.Select(t => t.Handle).ToArray();
}
