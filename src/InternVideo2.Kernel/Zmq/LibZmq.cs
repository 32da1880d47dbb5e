using System.Reflection;
using System.Runtime.InteropServices;

namespace InternVideo2.Kernel.Zmq;

/// <summary>The few functions and constants of libzmq (4.x) that a kernel needs.</summary>
internal static unsafe partial class LibZmq
{
    public const int Rep = 4, Router = 6, XPub = 9;
    public const int DontWait = 1, SendMore = 2;
    public const int Linger = 17, SendHighWaterMark = 23, LastEndpoint = 32, XPubVerbose = 40;

    private const string Library = "zmq";

    private static readonly string[] _candidates = OperatingSystem.IsWindows() ? ["libzmq.dll", "libzmq"]
        : OperatingSystem.IsMacOS() ? ["libzmq.5.dylib", "libzmq.dylib", "libzmq"]
        : ["libzmq.so.5", "libzmq.so", "libzmq"];

    static LibZmq() => NativeLibrary.SetDllImportResolver(typeof(LibZmq).Assembly, Resolve);

    /// <summary>Message storage that libzmq asks callers to reserve: 64 opaque bytes, 8-byte aligned.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 64)]
    public struct Msg
    {
        private readonly ulong _opaque;
    }

    [LibraryImport(Library, SetLastError = true)] public static partial nint zmq_ctx_new();

    [LibraryImport(Library, SetLastError = true)] public static partial int zmq_ctx_shutdown(nint context);

    [LibraryImport(Library, SetLastError = true)] public static partial int zmq_ctx_term(nint context);

    [LibraryImport(Library, SetLastError = true)] public static partial nint zmq_socket(nint context, int type);

    [LibraryImport(Library, SetLastError = true)] public static partial int zmq_close(nint socket);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int zmq_bind(nint socket, string endpoint);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int zmq_setsockopt(nint socket, int option, void* value, nuint length);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int zmq_getsockopt(nint socket, int option, void* value, nuint* length);

    [LibraryImport(Library, SetLastError = true)] public static partial int zmq_send(nint socket, void* data, nuint length, int flags);

    [LibraryImport(Library, SetLastError = true)] public static partial int zmq_msg_init(Msg* message);

    [LibraryImport(Library, SetLastError = true)] public static partial int zmq_msg_recv(Msg* message, nint socket, int flags);

    [LibraryImport(Library)] public static partial void* zmq_msg_data(Msg* message);

    [LibraryImport(Library)] public static partial nuint zmq_msg_size(Msg* message);

    [LibraryImport(Library)] public static partial int zmq_msg_more(Msg* message);

    [LibraryImport(Library)] public static partial int zmq_msg_close(Msg* message);

    [LibraryImport(Library)] private static partial nint zmq_strerror(int errno);

    public static string Describe(int errno) => Marshal.PtrToStringUTF8(zmq_strerror(errno)) ?? $"error {errno}";

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (name != Library) return 0;
        foreach (var candidate in _candidates)
            if (NativeLibrary.TryLoad(candidate, out var handle)) return handle;
        throw new DllNotFoundException(
            $"The ZeroMQ library was not found (tried {string.Join(", ", _candidates)}). Install it, e.g. `apt-get install libzmq5`.");
    }
}
