using System.Text.Json.Nodes;
using InternVideo2.Kernel.Wire;
using InternVideo2.Kernel.Zmq;

namespace InternVideo2.Kernel.Channels;

/// <summary>Questions to the person at the client. Thread safe: one question at a time.</summary>
internal sealed class StdinChannel(ZmqSocket socket, MessageCodec codec) : IDisposable
{
    private static readonly TimeSpan _poll = TimeSpan.FromMilliseconds(10);

    private readonly Lock _gate = new();

    /// <summary>Asks the client that sent a request and waits for the answer.</summary>
    /// <exception cref="OperationCanceledException">Cancelled while waiting.</exception>
    public string Ask(Message request, string prompt, bool password, CancellationToken cancellation)
    {
        lock (_gate)
        {
            // Answers to earlier questions that were interrupted are stale.
            while (socket.TryReceive() is not null) { }
            var content = new JsonObject { ["prompt"] = prompt, ["password"] = password };
            socket.Send(codec.Encode(request.Identities, "input_request", request.Header, content));
            while (true)
            {
                if (socket.TryReceive() is not { } frames) cancellation.WaitHandle.WaitOne(_poll);
                else if (codec.Decode(frames) is { Type: "input_reply" } reply) return reply.Text("value");
                cancellation.ThrowIfCancellationRequested();
            }
        }
    }

    public void Dispose()
    {
        lock (_gate) socket.Dispose();
    }
}
