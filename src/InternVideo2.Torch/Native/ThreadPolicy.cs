using System.Runtime.InteropServices;

namespace TorchSharp;

/// <summary>
/// Threads, decided once when the native library is loaded: OMP_NUM_THREADS if it is set, else one per processor of this process; waiting threads
/// sleep, unless OMP_WAIT_POLICY or OPENBLAS_THREAD_TIMEOUT say otherwise (spinning makes a step several times slower as soon as anything else
/// runs on the machine, and slows the other half of a core that runs two threads).
/// </summary>
internal static unsafe partial class ThreadPolicy
{
    // The OpenMP runtime reads the C environment, which Environment.SetEnvironmentVariable does not reach.
    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setenv(string name, string value, int overwrite);

    internal static void BeforeLoading()
    {
        if (OperatingSystem.IsWindows()) return;
        _ = setenv("OMP_WAIT_POLICY", "PASSIVE", 0);
        _ = setenv("OPENBLAS_THREAD_TIMEOUT", "14", 0); // 2^14 cycles; the library's own 2^28 are a tenth of a second
    }

    internal static void AfterLoading(delegate* unmanaged<int, int> setThreads)
    {
        var asked = Environment.GetEnvironmentVariable("OMP_NUM_THREADS");
        var threads = int.TryParse(asked, out var count) && count > 0 ? count : Environment.ProcessorCount;
        if (setThreads(threads) != 0) NativeMethods.Check(1, $"setting {threads} threads");
    }
}
