using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using InternVideo2.Kernel.Wire;
using InternVideo2.Kernel.Zmq;

namespace InternVideo2.Kernel.Channels;

/// <summary>
/// Everything published: any thread may publish, one thread owns the socket and keeps the order. Because cells only queue their messages,
/// an aborted cell cannot leave half a message on the wire. New subscribers are greeted with iopub_welcome.
/// </summary>
internal sealed class IOPubChannel : IDisposable
{
    private static readonly TimeSpan _subscriptionPoll = TimeSpan.FromMilliseconds(20);

    private readonly ZmqSocket _socket;
    private readonly MessageCodec _codec;
    private readonly BlockingCollection<(string Type, byte[]? Parent, JsonObject Content)> _queue = [];
    private readonly Thread _sender;

    public IOPubChannel(ZmqSocket socket, MessageCodec codec)
    {
        _socket = socket;
        _codec = codec;
        _sender = new Thread(SendLoop) { IsBackground = true, Name = "iopub" };
        _sender.Start();
    }

    /// <summary>Queues a message. The content belongs to the channel from now on.</summary>
    /// <param name="parent">Header of the request that caused it, exactly as received; null for the kernel's own messages.</param>
    public void Publish(string type, byte[]? parent, JsonObject content)
    {
        if (!_queue.IsAddingCompleted) _queue.Add((type, parent, content));
    }

    public void Status(string state, byte[]? parent) => Publish("status", parent, new JsonObject { ["execution_state"] = state });

    /// <summary>Sends what is queued and closes the socket. Nothing else may be publishing any more.</summary>
    public void Dispose()
    {
        _queue.CompleteAdding();
        _sender.Join();
        _socket.Dispose();
    }

    private void SendLoop()
    {
        while (!_queue.IsCompleted)
        {
            if (_queue.TryTake(out var message, _subscriptionPoll))
                _socket.Send(_codec.Encode([Encoding.UTF8.GetBytes(message.Type)], message.Type, message.Parent, message.Content));
            else
                GreetSubscribers();
        }
    }

    private void GreetSubscribers()
    {
        while (_socket.TryReceive() is { } frames)
        {
            const byte Subscribe = 1;
            if (frames[0] is not [Subscribe, .. var topic]) continue;
            var content = new JsonObject { ["subscription"] = Encoding.UTF8.GetString(topic) };
            _socket.Send(_codec.Encode([topic], "iopub_welcome", null, content));
        }
    }
}
