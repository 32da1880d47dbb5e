using System.Text.Json;
using System.Text.Json.Serialization;

namespace InternVideo2.Encoders;

/// <summary>A <see cref="LayerSelection"/> in the description of a model: a list of layers, or how many of the last ones at what interval.</summary>
internal sealed class LayerSelectionJson : JsonConverter<LayerSelection>
{
    public override LayerSelection Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        var root = document.RootElement;
        try
        {
            return root.ValueKind == JsonValueKind.Array
                ? LayerSelection.Of([.. root.EnumerateArray().Select(layer => layer.GetInt32())])
                : LayerSelection.Last(root.GetProperty(nameof(LayerSelection.Count)).GetInt32(), root.GetProperty(nameof(LayerSelection.Interval)).GetDouble());
        }
        catch (Exception e) when (e is InvalidOperationException or KeyNotFoundException or FormatException or ArgumentOutOfRangeException)
        {
            throw new JsonException($"it is no selection of layers: {e.Message}", e);
        }
    }

    public override void Write(Utf8JsonWriter writer, LayerSelection value, JsonSerializerOptions options)
    {
        if (value.Explicit is { } layers)
        {
            writer.WriteStartArray();
            foreach (var layer in layers) writer.WriteNumberValue(layer);
            writer.WriteEndArray();
            return;
        }
        writer.WriteStartObject();
        writer.WriteNumber(nameof(LayerSelection.Count), value.Count);
        writer.WriteNumber(nameof(LayerSelection.Interval), value.Interval);
        writer.WriteEndObject();
    }
}
