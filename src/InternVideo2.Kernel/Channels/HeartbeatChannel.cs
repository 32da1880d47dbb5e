using InternVideo2.Kernel.Zmq;

namespace InternVideo2.Kernel.Channels;

/// <summary>Returns every message unchanged, on a thread of its own, so that clients see the kernel is alive while a cell runs.</summary>
internal sealed class HeartbeatChannel(ZmqSocket socket)
{
    public void Run()
    {
        while (socket.Receive() is { } frames) socket.Send(frames);
        socket.Dispose();
    }
}
