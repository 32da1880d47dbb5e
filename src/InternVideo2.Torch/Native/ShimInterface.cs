using System.Reflection;
using System.Runtime.InteropServices;

namespace TorchSharp;

/// <summary>
/// Whether a shim was built for this assembly. Both carry the hash of NativeMethods.cs, so that nobody has to count versions: a shim of another state of
/// the source would otherwise be called with arguments that it reads differently.
/// </summary>
internal static unsafe class ShimInterface
{
    private const string Export = "iv2_interface";

    /// <summary>What the shim must carry.</summary>
    internal static string Expected { get; } =
        typeof(ShimInterface).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "NativeInterface").Value!;

    /// <summary>Throws unless a loaded shim fits.</summary>
    /// <param name="library">Its handle.</param>
    /// <param name="path">Where it was found.</param>
    /// <param name="expected">What it must carry.</param>
    /// <exception cref="BadImageFormatException">Another shim, or none at all.</exception>
    internal static void Check(IntPtr library, string path, string expected)
    {
        var found = NativeLibrary.TryGetExport(library, Export, out var export)
            ? Marshal.PtrToStringUTF8(((delegate* unmanaged<IntPtr>)export)())
            : null;
        if (string.Equals(found, expected, StringComparison.OrdinalIgnoreCase)) return;
        throw new BadImageFormatException(
            $"{path} was built from another version of the source than {typeof(ShimInterface).Assembly.Location} " +
            $"(native interface {Short(found)}; expected {Short(expected)}): delete src/InternVideo2.Torch/native/build and run `dotnet build`, or put the library that was built along in its place.", path);
    }

    private static string Short(string? hash) => hash is null ? "without a mark" : hash[..Math.Min(12, hash.Length)].ToLowerInvariant();
}
