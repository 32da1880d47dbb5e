using System.Text.Json.Nodes;
using InternVideo2.Kernel.Wire;

namespace InternVideo2.Kernel.Channels;

/// <summary>What the kernel says about itself.</summary>
internal static class KernelInfo
{
    public static JsonObject Create()
    {
        var version = typeof(KernelInfo).Assembly.GetName().Version?.ToString(3) ?? "0";
        var reply = Reply.Ok();
        reply["protocol_version"] = MessageCodec.ProtocolVersion;
        reply["implementation"] = "InternVideo2.Kernel";
        reply["implementation_version"] = version;
        reply["banner"] = $"C# on .NET {Environment.Version} (InternVideo2.Kernel {version})";
        reply["language_info"] = new JsonObject
        {
            ["name"] = "C#",
            ["version"] = "14.0",
            ["mimetype"] = "text/x-csharp",
            ["file_extension"] = ".cs",
            ["pygments_lexer"] = "csharp",
            ["codemirror_mode"] = "text/x-csharp",
        };
        reply["help_links"] = new JsonArray(new JsonObject
        {
            ["text"] = "C# reference",
            ["url"] = "https://learn.microsoft.com/dotnet/csharp/",
        });
        reply["debugger"] = false;
        reply["supported_features"] = new JsonArray();
        return reply;
    }
}
