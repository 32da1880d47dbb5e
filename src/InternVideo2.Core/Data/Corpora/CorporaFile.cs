using System.Text.Json;
using System.Text.Json.Serialization;

namespace InternVideo2.Data.Corpora;

/// <summary>
/// A file that says what is trained on: a JSON array of corpora with the members of <see cref="CorpusEntry"/> in the official spelling ("anno_path",
/// "data_root", "media_type", …). Comments and commas at ends are allowed.
/// </summary>
public static class CorporaFile
{
    private static readonly JsonSerializerOptions s_format = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        RespectNullableAnnotations = true,
    };

    /// <summary>Reads a file; paths in it are made full.</summary>
    /// <exception cref="ManifestException">It is missing, malformed or empty, or a member is unknown, missing or wrong; the message names it.</exception>
    public static IReadOnlyList<CorpusEntry> Read(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        try
        {
            var entries = JsonSerializer.Deserialize<CorpusEntry[]>(File.ReadAllText(path), s_format);
            return entries is { Length: > 0 }
                ? [.. entries.Select(entry => entry with { AnnoPath = Path.GetFullPath(entry.AnnoPath, folder), DataRoot = Root(entry, folder), DataRootPrefix = "" })]
                : throw new ManifestException($"The corpora file '{path}' has no corpora.");
        }
        catch (JsonException e)
        {
            throw new ManifestException($"The corpora file '{path}': {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ManifestException($"The corpora file '{path}' cannot be read: {e.Message}", e);
        }
    }

    private static string Root(CorpusEntry entry, string folder) => Path.GetFullPath(entry.DataRootPrefix + entry.DataRoot, folder);
}
