using System.Text.Json;
using System.Text.Json.Nodes;
using InternVideo2.Kernel.Cells;
using InternVideo2.Kernel.Display;
using InternVideo2.Kernel.Engine;
using InternVideo2.Kernel.Engine.Running;
using InternVideo2.Kernel.Streams;
using InternVideo2.Kernel.Wire;

namespace InternVideo2.Kernel.Channels;

/// <summary>Execute requests: counts cells, runs them, publishes what comes of it and makes the reply.</summary>
internal sealed class CellExecution(CSharpEngine engine, IOPubChannel iopub, StdinChannel stdin, IReadOnlyList<NativeOutput> native)
{
    /// <summary>Number of the latest cell.</summary>
    public int Count { get; private set; }

    public History History { get; } = new();

    public JsonObject Run(Message request)
    {
        var code = request.Text("code");
        var silent = request.Flag("silent", false);
        var counts = !silent && request.Flag("store_history", true);
        if (counts) Count++;
        if (!silent) iopub.Publish("execute_input", request.Header, new JsonObject { ["code"] = code, ["execution_count"] = Count });

        (JsonObject Data, JsonObject Metadata)? result = null;
        var error = string.IsNullOrWhiteSpace(code) ? null : Run(request, code, keep: true, value => result = MimeFormatter.Format(value).ToJson());
        if (counts) History.Add(Count, code, (string?)result?.Data[MimeBundle.PlainText]);
        if (!silent) Publish(request, result, error);
        return MakeReply(request, error);
    }

    private void Publish(Message request, (JsonObject Data, JsonObject Metadata)? result, JsonObject? error)
    {
        if (error is not null)
        {
            var content = error.DeepClone().AsObject();
            content.Remove("status");
            iopub.Publish("error", request.Header, content);
        }
        else if (result is { } value)
        {
            iopub.Publish("execute_result", request.Header, new JsonObject
            {
                ["execution_count"] = Count,
                ["data"] = value.Data,
                ["metadata"] = value.Metadata,
            });
        }
    }

    private JsonObject MakeReply(Message request, JsonObject? error)
    {
        var reply = error ?? Reply.Ok();
        reply["execution_count"] = Count;
        if (error is not null) return reply;
        reply["payload"] = new JsonArray();
        reply["user_expressions"] = Evaluate(request);
        return reply;
    }

    /// <summary>Runs code as a cell of the request. Null if it ended well, else the content of an error reply.</summary>
    private JsonObject? Run(Message request, string code, bool keep, Action<object?> onValue)
    {
        CellContext? context = null;
        var outcome = engine.Run(
            code, token => context = new CellContext(Count, new RequestFrontEnd(request, iopub, stdin), token), onValue, keep);
        NativeOutput.Flush(native);
        context?.Output.Flush();
        return outcome switch
        {
            { End: CellEnd.Completed } => null,
            { End: CellEnd.Interrupted } => Reply.Error("Interrupted", "The cell was interrupted.", ["The cell was interrupted; its variables are kept."]),
            { End: CellEnd.LeftRunning } => Reply.Error("Interrupted", "The cell did not react to the interrupt.",
                ["The cell did not react to the interrupt: it is inside code that cannot be stopped, and goes on in the background. Other cells can " +
                 "be run; restart the kernel to end it."]),
            { Error: { } error } => Reply.Error(TypeName.Of(error.GetType()), error.Message, engine.Trace(error)),
            _ => throw new InvalidOperationException("A failed cell has no error."),
        };
    }

    private JsonObject Evaluate(Message request)
    {
        var values = new JsonObject();
        if (!request.Content.TryGetProperty("user_expressions", out var expressions) || expressions.ValueKind != JsonValueKind.Object) return values;
        foreach (var expression in expressions.EnumerateObject())
        {
            var value = Reply.Ok();
            var error = Run(request, expression.Value.GetString() ?? "", keep: false, result =>
                (value["data"], value["metadata"]) = MimeFormatter.Format(result).ToJson());
            values[expression.Name] = error ?? value;
        }
        return values;
    }
}
