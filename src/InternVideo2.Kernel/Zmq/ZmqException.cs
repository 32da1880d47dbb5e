namespace InternVideo2.Kernel.Zmq;

/// <summary>A libzmq call failed; the message says which one, on what, and why.</summary>
internal sealed class ZmqException(string operation, int errno)
    : Exception($"ZeroMQ: {operation} failed: {LibZmq.Describe(errno)} (errno {errno}).")
{
    private const int Interrupted = 4;
    private const int Terminated = 156384712 + 53;

    /// <summary>EAGAIN, which differs between the BSD family and the rest.</summary>
    private static readonly int _again = OperatingSystem.IsMacOS() ? 35 : 11;

    public int Errno { get; } = errno;

    /// <summary>True if a signal ended the call early; the runtime uses signals, so the call is simply repeated.</summary>
    public static bool IsInterrupted(int errno) => errno == Interrupted;

    /// <summary>True if the context was shut down: the socket can only be closed.</summary>
    public static bool IsTerminated(int errno) => errno == Terminated;

    /// <summary>True if a non-blocking call found nothing to do.</summary>
    public static bool IsAgain(int errno) => errno == _again;
}
