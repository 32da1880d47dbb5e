using System.ComponentModel;
using System.Runtime.InteropServices;

namespace InternVideo2.Checkpoints;

/// <summary>
/// Makes a rename durable: on Unix the new directory entry is only on the disk once the folder itself is synchronised, for which .NET has no call.
/// </summary>
internal static partial class FolderSync
{
    private const int ReadOnlyDirectory = 0x10000; // O_RDONLY | O_DIRECTORY on Linux
    private const int NotSupported = 22; // EINVAL: some network file systems cannot synchronise folders

    /// <summary>Waits until the entries of <paramref name="folder"/> are on the disk. Does nothing on systems other than Linux.</summary>
    /// <exception cref="IOException">The system reports a failure.</exception>
    public static void Flush(string folder)
    {
        if (!OperatingSystem.IsLinux()) return;
        var descriptor = Open(folder, ReadOnlyDirectory);
        if (descriptor < 0) throw Failure(folder, Marshal.GetLastPInvokeError());
        try
        {
            if (Synchronise(descriptor) != 0 && Marshal.GetLastPInvokeError() is var error and not NotSupported) throw Failure(folder, error);
        }
        finally
        {
            Close(descriptor);
        }
    }

    private static IOException Failure(string folder, int error) =>
        new($"cannot synchronise the folder '{folder}': {new Win32Exception(error).Message}", error);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Synchronise(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
