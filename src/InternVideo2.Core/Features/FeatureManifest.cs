using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using InternVideo2.Checkpoints;
using InternVideo2.Encoders;

namespace InternVideo2.Features;

/// <summary>A clip that has no features.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Reason">Why it could not be read.</param>
public sealed record FailedClip(string Id, string Reason);

/// <summary>What a file of features holds and how it was made. Stands in the file's metadata, and beside it as JSON.</summary>
public sealed record FeatureManifest
{
    /// <summary>Name of the features' tensor in the file.</summary>
    public const string Tensor = "features";

    private const string Key = "iv2.features";

    private static readonly JsonSerializerOptions Format = new()
    {
        IgnoreReadOnlyProperties = true,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>The model, as the user named it.</summary>
    public required string Model { get; init; }

    /// <summary>Which weights: "sha256:…" of the checkpoint file, or what else tells them from others.</summary>
    public required string Weights { get; init; }

    /// <summary>How the model is built.</summary>
    public required VideoEncoderOptions Encoder { get; init; }

    /// <summary>The block whose output the features are made of, from 0.</summary>
    public required int Layer { get; init; }

    /// <summary>Pooling, views, pixel statistics, normalisation of the result.</summary>
    public required EmbedOptions Options { get; init; }

    /// <summary>How frames were chosen and brought to size.</summary>
    public required string Sampling { get; init; }

    /// <summary>Shape of one clip's features.</summary>
    public required IReadOnlyList<long> Shape { get; init; }

    /// <summary>Clips computed at a time; it may touch the last bits.</summary>
    public required int BatchSize { get; init; }

    /// <summary>Ids of the clips, in the order of the rows.</summary>
    public IReadOnlyList<string> Clips { get; init; } = [];

    /// <summary>Clips that could not be read.</summary>
    public IReadOnlyList<FailedClip> Failed { get; init; } = [];

    /// <summary>The manifest of a file of features.</summary>
    /// <exception cref="SafetensorsException">The file is something else.</exception>
    public static FeatureManifest Of(SafetensorsFile file)
    {
        if (!file.Metadata.TryGetValue(Key, out var text) || !file.Entries.ContainsKey(Tensor))
            throw new SafetensorsException(file.Path, "this is not a file of features", advice: "Make one with ./iv2 embed.");
        try
        {
            return JsonSerializer.Deserialize<FeatureManifest>(text, Format) ?? throw new JsonException("it is null");
        }
        catch (JsonException e)
        {
            throw new SafetensorsException(file.Path, $"the metadata entry '{Key}' cannot be understood: {e.Message}",
                advice: "Make the features anew with ./iv2 embed.", inner: e);
        }
    }

    /// <summary>Indented JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Format);

    /// <summary>The entry for the metadata of a file.</summary>
    internal KeyValuePair<string, string> ToMetadata() => new(Key, ToJson());

    /// <summary>A short text that differs whenever the features of the same clips would.</summary>
    internal string Fingerprint(IEnumerable<string> clips)
    {
        var text = (this with { Clips = [.. clips], Failed = [] }).ToJson();
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}
