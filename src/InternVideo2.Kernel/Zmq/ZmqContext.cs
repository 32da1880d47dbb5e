using System.Runtime.InteropServices;

namespace InternVideo2.Kernel.Zmq;

/// <summary>
/// The libzmq context. <see cref="Shutdown"/> wakes every blocked receive; <see cref="Dispose"/> waits until all sockets are closed
/// and their last messages are sent (bounded by the sockets' linger time).
/// </summary>
internal sealed class ZmqContext : IDisposable
{
    private nint _handle;

    public ZmqContext()
    {
        _handle = LibZmq.zmq_ctx_new();
        if (_handle == 0) throw new ZmqException("creating a context", Marshal.GetLastPInvokeError());
    }

    /// <summary>Creates a socket of a libzmq type; it must be disposed before the context is.</summary>
    public ZmqSocket Open(int type)
    {
        ObjectDisposedException.ThrowIf(_handle == 0, this);
        var socket = LibZmq.zmq_socket(_handle, type);
        if (socket == 0) throw new ZmqException("creating a socket", Marshal.GetLastPInvokeError());
        return new ZmqSocket(socket);
    }

    public void Shutdown()
    {
        if (_handle != 0) _ = LibZmq.zmq_ctx_shutdown(_handle);
    }

    public void Dispose()
    {
        var handle = Interlocked.Exchange(ref _handle, 0);
        if (handle == 0) return;
        while (LibZmq.zmq_ctx_term(handle) != 0 && ZmqException.IsInterrupted(Marshal.GetLastPInvokeError())) { }
    }
}
