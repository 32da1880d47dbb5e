using InternVideo2.Kernel.Zmq;

namespace InternVideo2.Kernel.Tests.Zmq;

/// <summary>Sockets bind, wait and wake. What they carry is tested with a real client.</summary>
public class ZmqSocketTests
{
    [Fact]
    public void Nothing_waiting_is_null()
    {
        using var context = new ZmqContext();
        using var socket = context.Open(LibZmq.Router);
        socket.Bind("tcp://127.0.0.1:*");
        Assert.Null(socket.TryReceive());
        Assert.StartsWith("tcp://127.0.0.1:", socket.Endpoint);
    }

    [Fact]
    public async Task Shutdown_wakes_a_waiting_socket()
    {
        using var context = new ZmqContext();
        var socket = context.Open(LibZmq.Router);
        socket.Bind("tcp://127.0.0.1:*");
        var waiting = Task.Run(() =>
        {
            var message = socket.Receive();
            socket.Dispose();
            return message;
        });
        context.Shutdown();
        Assert.Null(await waiting);
    }

    [Fact]
    public void A_port_in_use_is_named()
    {
        using var context = new ZmqContext();
        using var first = context.Open(LibZmq.Router);
        using var second = context.Open(LibZmq.Router);
        first.Bind("tcp://127.0.0.1:*");
        Assert.Contains(first.Endpoint, Assert.Throws<ZmqException>(() => second.Bind(first.Endpoint)).Message);
    }
}
