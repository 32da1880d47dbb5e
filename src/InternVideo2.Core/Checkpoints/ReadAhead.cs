using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace InternVideo2.Checkpoints;

/// <summary>Tells the system which part of a file will be wanted next, for which .NET has no call.</summary>
internal static partial class ReadAhead
{
    private const int WillNeed = 3; // POSIX_FADV_WILLNEED on Linux

    /// <summary>
    /// Lets the system begin to read these bytes into its cache; returns at once. A hint: where it is not understood, nothing happens and the bytes are
    /// read when they are used.
    /// </summary>
    public static void Announce(SafeFileHandle file, long offset, long length)
    {
        if (OperatingSystem.IsLinux()) Advise(file, offset, length, WillNeed);
    }

    [LibraryImport("libc", EntryPoint = "posix_fadvise")]
    private static partial int Advise(SafeFileHandle file, long offset, long length, int advice);
}
