using System.Text.Json.Nodes;
using InternVideo2.Kernel.Engine;
using InternVideo2.Kernel.Language;
using InternVideo2.Kernel.Wire;
using InternVideo2.Kernel.Zmq;

namespace InternVideo2.Kernel.Channels;

/// <summary>The requests of a notebook: run this, complete that, what is this.</summary>
internal sealed class ShellChannel(
    ZmqSocket socket, MessageCodec codec, IOPubChannel iopub, CellExecution execution, CSharpEngine engine, Action shutDown)
    : RequestChannel(socket, codec, iopub, shutDown)
{
    private readonly HashSet<Message> _aborted = new(ReferenceEqualityComparer.Instance);
    private readonly Completion _completion = new(engine.Chain);
    private readonly Inspection _inspection = new(engine.Chain, engine.Variables);

    protected override JsonObject? Answer(Message request)
    {
        switch (request.Type)
        {
            case "execute_request":
                return _aborted.Remove(request) ? Reply.Aborted(execution.Count) : execution.Run(request);
            case "complete_request":
                return CompletionReply.Of(_completion, request.Text("code"), request.Number("cursor_pos", 0));
            case "inspect_request":
                return Inspect(request);
            case "is_complete_request":
                return Completeness.Of(request.Text("code"));
            case "history_request":
                return HistoryReply.Of(execution.History, request);
            case "comm_info_request":
                var comms = Reply.Ok();
                comms["comms"] = new JsonObject();
                return comms;
            case "comm_open":
                // Nothing in the kernel takes part in comms; refusing them at once keeps clients from waiting.
                IOPub.Publish("comm_close", request.Header, new JsonObject { ["comm_id"] = request.Text("comm_id"), ["data"] = new JsonObject() });
                return null;
            default:
                return null;
        }
    }

    /// <summary>
    /// After an error the cells already queued are not run. They are collected before the error is reported: once the user has seen it, what
    /// comes is meant to be run.
    /// </summary>
    protected override void BeforeReply(Message request, JsonObject reply)
    {
        if (request.Type != "execute_request" || (string?)reply["status"] != "error" || !request.Flag("stop_on_error", true)) return;
        _aborted.UnionWith(TakeWaiting().Where(waiting => waiting.Type == "execute_request"));
    }

    private JsonObject Inspect(Message request)
    {
        var text = _inspection.Describe(request.Text("code"), request.Number("cursor_pos", 0), request.Number("detail_level", 0));
        var reply = Reply.Ok();
        reply["found"] = text is not null;
        reply["data"] = text is null ? new JsonObject() : new JsonObject { ["text/plain"] = text };
        reply["metadata"] = new JsonObject();
        return reply;
    }
}
