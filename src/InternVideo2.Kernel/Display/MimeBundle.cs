using System.Text.Json;
using System.Text.Json.Nodes;

namespace InternVideo2.Kernel.Display;

/// <summary>One value in several renderings; a client shows the richest one it can.</summary>
/// <param name="Data">MIME type → text. Binary images as base64; JSON types (application/json and …+json) as JSON text.</param>
/// <param name="Metadata">MIME type → JSON text, e.g. image/png → {"width":640,"height":360}.</param>
internal sealed record MimeBundle(IReadOnlyDictionary<string, string> Data, IReadOnlyDictionary<string, string> Metadata)
{
    public const string PlainText = "text/plain", Html = "text/html";

    private static readonly Dictionary<string, string> _none = [];

    public MimeBundle(IReadOnlyDictionary<string, string> data) : this(data, _none) { }

    public static MimeBundle FromText(string text) => new(new Dictionary<string, string> { [PlainText] = text });

    /// <summary>The "data" and "metadata" fields of a display message; JSON types become objects, as the protocol wants them.</summary>
    /// <exception cref="FormatException">A MIME type is not of the form word/word, or an entry announced as JSON is not legal JSON.</exception>
    public (JsonObject Data, JsonObject Metadata) ToJson()
    {
        var data = new JsonObject();
        foreach (var (mime, text) in Data)
        {
            if (mime.Split('/') is not [{ Length: > 0 }, { Length: > 0 }] || mime.Contains(';') || mime.Contains(' '))
                throw new FormatException($"\"{mime}\" is not a MIME type of the form word/word without parameters.");
            data[mime] = IsJson(mime) ? Parse(mime, text) : JsonValue.Create(text);
        }
        if (!Data.ContainsKey(PlainText)) data[PlainText] = $"[{string.Join(", ", Data.Keys)}]";
        var metadata = new JsonObject();
        foreach (var (mime, text) in Metadata) metadata[mime] = Parse($"metadata of {mime}", text);
        return (data, metadata);
    }

    private static bool IsJson(string mime) => mime == "application/json" || mime.EndsWith("+json", StringComparison.Ordinal);

    private static JsonNode? Parse(string what, string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException e)
        {
            throw new FormatException($"The {what} entry of a displayed value is not legal JSON: {e.Message}", e);
        }
    }
}
