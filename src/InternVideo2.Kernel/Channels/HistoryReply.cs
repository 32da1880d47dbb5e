using System.Text.Json.Nodes;
using InternVideo2.Kernel.Wire;

namespace InternVideo2.Kernel.Channels;

/// <summary>Answers history requests: [session, line, input] or [session, line, [input, output]] per entry.</summary>
internal static class HistoryReply
{
    public static JsonObject Of(History history, Message request)
    {
        var entries = request.Text("hist_access_type") switch
        {
            "tail" => history.Tail(request.Number("n", 10)),
            "range" => history.Range(request.Number("session", 0), request.Number("start", 0), Optional(request, "stop")),
            "search" => history.Search(request.Text("pattern", "*"), Optional(request, "n"), request.Flag("unique", false)),
            _ => [],
        };
        var withOutput = request.Flag("output", false);
        var list = new JsonArray();
        foreach (var entry in entries)
        {
            JsonNode text = withOutput ? new JsonArray(entry.Input, entry.Output) : JsonValue.Create(entry.Input);
            list.Add(new JsonArray(History.Session, entry.Line, text));
        }
        var reply = Reply.Ok();
        reply["history"] = list;
        return reply;
    }

    private static int? Optional(Message request, string name) => request.Number(name, int.MinValue) is var number and > int.MinValue ? number : null;
}
