using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace InternVideo2.Kernel.Wire;

/// <summary>
/// The Jupyter wire format: [identity…] &lt;IDS|MSG&gt; signature header parent_header metadata content [buffers…]. Thread safe.
/// </summary>
internal sealed class MessageCodec(string key)
{
    /// <summary>The protocol version announced and written into every header.</summary>
    public const string ProtocolVersion = "5.3";

    private static readonly JsonWriterOptions _json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly byte[] _none = "{}"u8.ToArray();

    private readonly MessageSigner _signer = new(key);
    private readonly string _session = Guid.NewGuid().ToString("N");
    private long _count;

    private static ReadOnlySpan<byte> Delimiter => "<IDS|MSG>"u8;

    /// <summary>Reads a message. Null if it is malformed or its signature does not fit; such messages are dropped.</summary>
    public Message? Decode(byte[][] frames)
    {
        var delimiter = Array.FindIndex(frames, frame => Delimiter.SequenceEqual(frame));
        if (delimiter < 0 || frames.Length < delimiter + 6) return null;
        var json = frames.AsSpan(delimiter + 2, 4);
        if (!_signer.Verify(frames[delimiter + 1], json)) return null;
        try
        {
            var header = Parse(json[0]);
            var content = Parse(json[3]);
            return header.ValueKind == JsonValueKind.Object && content.ValueKind == JsonValueKind.Object
                && header.TryGetProperty("msg_type", out var type) && type.ValueKind == JsonValueKind.String
                ? new Message(frames[..delimiter], json[0], type.GetString()!, content)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Writes and signs a message.</summary>
    /// <param name="identities">Routing frames of the request, or one topic frame on iopub.</param>
    /// <param name="parentHeader">Header of the request that caused the message; null for messages of the kernel's own accord.</param>
    public byte[][] Encode(IEnumerable<byte[]> identities, string type, byte[]? parentHeader, JsonObject content)
    {
        // The running number makes every header, and so every signature, unique: clients reject repeated signatures.
        var header = new JsonObject
        {
            ["msg_id"] = $"{_session}_{Interlocked.Increment(ref _count)}",
            ["session"] = _session,
            ["username"] = "kernel",
            ["date"] = DateTime.UtcNow.ToString("O", CultureInfo.InvariantCulture),
            ["msg_type"] = type,
            ["version"] = ProtocolVersion,
        };
        byte[][] json = [Write(header), parentHeader ?? _none, _none, Write(content)];
        return [.. identities, Delimiter.ToArray(), _signer.Sign(json), .. json];
    }

    private static JsonElement Parse(byte[] utf8)
    {
        using var document = JsonDocument.Parse(utf8);
        return document.RootElement.Clone();
    }

    private static byte[] Write(JsonObject value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, _json)) value.WriteTo(writer);
        return buffer.WrittenSpan.ToArray();
    }
}
