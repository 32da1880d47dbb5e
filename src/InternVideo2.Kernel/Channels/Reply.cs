using System.Text.Json.Nodes;

namespace InternVideo2.Kernel.Channels;

/// <summary>The shapes every reply's content has.</summary>
internal static class Reply
{
    public static JsonObject Ok() => new() { ["status"] = "ok" };

    public static JsonObject ShuttingDown(bool restart) => new() { ["status"] = "ok", ["restart"] = restart };

    public static JsonObject Aborted(int executionCount) => new() { ["status"] = "aborted", ["execution_count"] = executionCount };

    public static JsonObject Error(string name, string message, IEnumerable<string> trace) => new()
    {
        ["status"] = "error",
        ["ename"] = name,
        ["evalue"] = message,
        ["traceback"] = Strings(trace),
    };

    public static JsonArray Strings(IEnumerable<string> texts) => [.. texts.Select(text => (JsonNode)JsonValue.Create(text))];
}
