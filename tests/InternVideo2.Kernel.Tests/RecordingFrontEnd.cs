using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using InternVideo2.Kernel.Cells;

namespace InternVideo2.Kernel.Tests;

/// <summary>A client that remembers what was published and answers every question with "answer".</summary>
internal sealed class RecordingFrontEnd : IFrontEnd
{
    private readonly ConcurrentQueue<(string Type, JsonObject Content)> _messages = [];

    public IEnumerable<string> Types => _messages.Select(message => message.Type);

    public IEnumerable<JsonObject> OfType(string type) => _messages.Where(message => message.Type == type).Select(message => message.Content);

    public string Stream(string name = "stdout") =>
        string.Concat(OfType("stream").Where(content => (string?)content["name"] == name).Select(content => (string?)content["text"]));

    /// <summary>The plain texts of displays and their updates, in order.</summary>
    public IEnumerable<string?> Shown => _messages.Where(message => message.Type.EndsWith("display_data", StringComparison.Ordinal))
        .Select(message => (string?)message.Content["data"]!["text/plain"]);

    public void Publish(string type, JsonObject content) => _messages.Enqueue((type, content));

    public string ReadLine(string prompt, bool password, CancellationToken cancellation) => "answer";
}
