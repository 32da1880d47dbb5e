using System.Text.Json.Nodes;
using InternVideo2.Kernel.Wire;
using InternVideo2.Kernel.Zmq;

namespace InternVideo2.Kernel.Channels;

/// <summary>
/// A ROUTER socket that answers requests one at a time: busy, work, reply, idle, all with the request's header as parent. Used on one thread.
/// </summary>
internal abstract class RequestChannel(ZmqSocket socket, MessageCodec codec, IOPubChannel iopub, Action shutDown)
{
    private readonly Queue<Message> _pending = [];
    private readonly ManualResetEventSlim _idle = new(initialState: true);

    protected IOPubChannel IOPub { get; } = iopub;

    /// <summary>Serves until a client asks for shutdown or the sockets are shut down, then closes the socket.</summary>
    public void Run()
    {
        while (Next() is { } request)
        {
            _idle.Reset();
            Serve(request);
            _idle.Set();
            if (request.Type != "shutdown_request") continue;
            shutDown();
            break;
        }
        socket.Dispose();
    }

    /// <summary>Waits for the request in work to be answered. False if that takes longer than the limit.</summary>
    public bool WaitUntilIdle(TimeSpan limit) => _idle.Wait(limit);

    /// <summary>The content of the reply; null if this type of message gets none.</summary>
    protected abstract JsonObject? Answer(Message request);

    /// <summary>Called between work and reply.</summary>
    protected virtual void BeforeReply(Message request, JsonObject reply) { }

    /// <summary>Takes in all requests that are already waiting, without serving them yet.</summary>
    /// <returns>All requests that are waiting.</returns>
    protected IReadOnlyCollection<Message> TakeWaiting()
    {
        while (socket.TryReceive() is { } frames)
            if (codec.Decode(frames) is { } request) _pending.Enqueue(request);
        return _pending;
    }

    private Message? Next()
    {
        if (_pending.TryDequeue(out var waiting)) return waiting;
        while (socket.Receive() is { } frames)
            if (codec.Decode(frames) is { } request) return request;
        return null;
    }

    private void Serve(Message request)
    {
        IOPub.Status("busy", request.Header);
        JsonObject? reply;
        try
        {
            reply = request.Type switch
            {
                "kernel_info_request" => KernelInfo.Create(),
                "shutdown_request" => Reply.ShuttingDown(request.Flag("restart", false)),
                _ => Answer(request),
            };
        }
        catch (Exception e)
        {
            // A fault of the kernel itself; the client must still get its answer, or it would wait for ever.
            KernelLog.Write($"{request.Type} failed: {e}");
            reply = Reply.Error(e.GetType().Name, $"The kernel failed to answer {request.Type}: {e.Message}", []);
        }
        if (reply is not null)
        {
            BeforeReply(request, reply);
            socket.Send(codec.Encode(request.Identities, request.Type.Replace("_request", "_reply", StringComparison.Ordinal), request.Header, reply));
        }
        IOPub.Status("idle", request.Header);
    }
}
