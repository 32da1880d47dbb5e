using System.Text.Json.Nodes;
using InternVideo2.Kernel.Language;

namespace InternVideo2.Kernel.Channels;

/// <summary>Answers completion requests; positions on the wire count Unicode code points, in C# UTF-16 units.</summary>
internal static class CompletionReply
{
    public static JsonObject Of(Completion completion, string code, int cursor)
    {
        var result = completion.At(code, CodePoints.ToUtf16(code, cursor));
        var (start, end) = (CodePoints.FromUtf16(code, result.Start), CodePoints.FromUtf16(code, result.End));
        var types = new JsonArray();
        foreach (var item in result.Items)
            types.Add(new JsonObject { ["text"] = item.Text, ["type"] = item.Kind, ["start"] = start, ["end"] = end });
        var reply = Reply.Ok();
        reply["matches"] = Reply.Strings(result.Items.Select(item => item.Text));
        reply["cursor_start"] = start;
        reply["cursor_end"] = end;
        reply["metadata"] = new JsonObject { ["_jupyter_types_experimental"] = types };
        return reply;
    }
}
