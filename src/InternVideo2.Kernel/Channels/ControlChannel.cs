using System.Text.Json.Nodes;
using InternVideo2.Kernel.Wire;
using InternVideo2.Kernel.Zmq;

namespace InternVideo2.Kernel.Channels;

/// <summary>Requests that are answered while a cell runs: interrupt, shutdown, and who the kernel is.</summary>
internal sealed class ControlChannel(ZmqSocket socket, MessageCodec codec, IOPubChannel iopub, Action interrupt, Action shutDown)
    : RequestChannel(socket, codec, iopub, shutDown)
{
    protected override JsonObject? Answer(Message request)
    {
        if (request.Type != "interrupt_request") return null;
        interrupt();
        return Reply.Ok();
    }
}
