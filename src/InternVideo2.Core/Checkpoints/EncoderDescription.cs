using System.Text.Json;
using System.Text.Json.Serialization;
using InternVideo2.Encoders;

namespace InternVideo2.Checkpoints;

/// <summary>
/// The options of an encoder as text, in the metadata of a checkpoint under <see cref="Key"/>: so a file says how its model is built.
/// </summary>
public static class EncoderDescription
{
    /// <summary>The metadata entry.</summary>
    public const string Key = "iv2.encoder";

    private static readonly JsonSerializerOptions Format = new()
    {
        IgnoreReadOnlyProperties = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>JSON on one line.</summary>
    public static string Write(VideoEncoderOptions options) => JsonSerializer.Serialize(options, Format);

    /// <summary>The options that <paramref name="file"/> describes; null: it describes none.</summary>
    /// <exception cref="SafetensorsException">What stands there is not the description of an encoder.</exception>
    public static VideoEncoderOptions? Of(SafetensorsFile file)
    {
        if (!file.Metadata.TryGetValue(Key, out var text)) return null;
        try
        {
            var options = JsonSerializer.Deserialize<VideoEncoderOptions>(text, Format) ?? throw new JsonException("it is null");
            options.Validate();
            return options;
        }
        catch (Exception e) when (e is JsonException or ArgumentOutOfRangeException)
        {
            throw new SafetensorsException(file.Path, $"the metadata entry '{Key}' does not describe an encoder: {e.Message}",
                advice: "Name the model's preset instead.", inner: e);
        }
    }
}
