using System.Text.Json;

namespace InternVideo2.Kernel.Wire;

/// <summary>A request as it came from a client.</summary>
/// <param name="Identities">Routing frames in front of the delimiter; a reply repeats them.</param>
/// <param name="Header">The header exactly as received: it becomes the parent header of everything the request causes.</param>
/// <param name="Type">msg_type, e.g. "execute_request".</param>
/// <param name="Content">The message's own fields (always an object).</param>
internal sealed record Message(byte[][] Identities, byte[] Header, string Type, JsonElement Content)
{
    public string Text(string name, string fallback = "") =>
        Content.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : fallback;

    public bool Flag(string name, bool fallback) =>
        !Content.TryGetProperty(name, out var value) ? fallback
        : value.ValueKind == JsonValueKind.True || (value.ValueKind != JsonValueKind.False && fallback);

    public int Number(string name, int fallback) =>
        Content.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number)
            ? number : fallback;
}
