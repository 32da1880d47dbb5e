using System.Runtime.InteropServices;
using System.Text;

namespace InternVideo2.Kernel.Zmq;

/// <summary>
/// One libzmq socket and its multipart messages. Not thread safe: a socket is used by one thread at a time (a lock suffices as hand-over).
/// </summary>
internal sealed unsafe class ZmqSocket(nint handle) : IDisposable
{
    private nint _handle = handle;

    public void SetOption(int option, int value)
    {
        if (LibZmq.zmq_setsockopt(_handle, option, &value, sizeof(int)) != 0)
            throw new ZmqException($"setting option {option}", Marshal.GetLastPInvokeError());
    }

    public void Bind(string endpoint)
    {
        if (LibZmq.zmq_bind(_handle, endpoint) != 0) throw new ZmqException($"binding {endpoint}", Marshal.GetLastPInvokeError());
    }

    /// <summary>The address in use, with the port chosen by the system if the one asked for was a wildcard.</summary>
    public string Endpoint
    {
        get
        {
            var text = stackalloc byte[256];
            nuint length = 256;
            if (LibZmq.zmq_getsockopt(_handle, LibZmq.LastEndpoint, text, &length) != 0)
                throw new ZmqException("reading the endpoint", Marshal.GetLastPInvokeError());
            return Encoding.UTF8.GetString(text, (int)length - 1);
        }
    }

    /// <summary>Waits for a message. Null when the context is shut down.</summary>
    public byte[][]? Receive() => Receive(0);

    /// <summary>Takes a waiting message; null if there is none or the context is shut down.</summary>
    public byte[][]? TryReceive() => Receive(LibZmq.DontWait);

    /// <summary>Sends all frames as one message. Returns false when the context is shut down.</summary>
    public bool Send(IReadOnlyList<byte[]> frames)
    {
        for (var i = 0; i < frames.Count; i++)
        {
            var flags = i + 1 < frames.Count ? LibZmq.SendMore : 0;
            fixed (byte* data = frames[i])
            {
                while (LibZmq.zmq_send(_handle, data, (nuint)frames[i].Length, flags) < 0)
                {
                    var errno = Marshal.GetLastPInvokeError();
                    if (ZmqException.IsTerminated(errno)) return false;
                    if (!ZmqException.IsInterrupted(errno)) throw new ZmqException("sending", errno);
                }
            }
        }
        return true;
    }

    public void Dispose()
    {
        var handle = Interlocked.Exchange(ref _handle, 0);
        if (handle != 0) _ = LibZmq.zmq_close(handle);
    }

    private byte[][]? Receive(int flags)
    {
        var frames = new List<byte[]>(8);
        LibZmq.Msg message;
        do
        {
            _ = LibZmq.zmq_msg_init(&message);
            while (LibZmq.zmq_msg_recv(&message, _handle, flags) < 0)
            {
                var errno = Marshal.GetLastPInvokeError();
                if (ZmqException.IsInterrupted(errno)) continue;
                _ = LibZmq.zmq_msg_close(&message);
                if (ZmqException.IsTerminated(errno) || ZmqException.IsAgain(errno)) return null;
                throw new ZmqException("receiving", errno);
            }
            frames.Add(new ReadOnlySpan<byte>(LibZmq.zmq_msg_data(&message), checked((int)LibZmq.zmq_msg_size(&message))).ToArray());
            var more = LibZmq.zmq_msg_more(&message);
            _ = LibZmq.zmq_msg_close(&message);
            if (more == 0) return [.. frames];
        } while (true);
    }
}
