using System.Runtime.InteropServices;
using TorchSharp;

namespace InternVideo2.Torch;

/// <summary>
/// Every native error, with the operator's name and the dtypes and shapes of its tensor inputs in front of libtorch's own words.
/// Derives from the exception that TorchSharp throws.
/// </summary>
public sealed class TorchException : ExternalException
{
    /// <summary>Wraps <paramref name="message"/>; <paramref name="inner"/> is a managed exception that passed through native code, if any.</summary>
    public TorchException(string message, Exception? inner = null) : base(message, inner) { }

    internal static TorchException FromNative(string what)
    {
        var native = Marshal.PtrToStringUTF8(NativeMethods.iv2_last_error()) ?? "";
        // The first paragraph is the cause; what follows it is libtorch's list of dispatch keys and build hints.
        var end = native.IndexOf("\nException raised from", StringComparison.Ordinal);
        if (end >= 0) native = native[..end];
        return new TorchException($"{what}: {native.Trim()}", ManagedFunction.TakePendingError());
    }
}
