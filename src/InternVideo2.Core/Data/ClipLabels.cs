using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace InternVideo2.Data;

/// <summary>The class of each clip of a list, by clip id, and the names of the classes.</summary>
public sealed class ClipLabels
{
    private readonly IReadOnlyDictionary<string, int> byId;
    private readonly string source;

    private ClipLabels(IReadOnlyList<string> names, IReadOnlyDictionary<string, int> byId, string source) =>
        (Names, this.byId, this.source) = (names, byId, source);

    /// <summary>Names of the classes; the class number is the place in this list.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>A short text that differs whenever a clip has another class.</summary>
    public string Fingerprint => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Join('\n', Names) + "\n\n" + string.Join('\n', byId.OrderBy(clip => clip.Key, StringComparer.Ordinal).Select(clip => $"{clip.Key}\t{clip.Value}")))))[..16];

    /// <summary>The class of a clip, 0 … number of names − 1.</summary>
    /// <exception cref="KeyNotFoundException">The list has no such clip.</exception>
    public int this[string id] => byId.TryGetValue(id, out var label)
        ? label
        : throw new KeyNotFoundException($"The clip '{id}' has no label: it is not in '{source}'. Take labels and batches from the same list.");

    /// <summary>Takes the classes from a factor of the clips, or from a column of the list with texts or numbers.</summary>
    /// <param name="manifest">The list.</param>
    /// <param name="column">Name of the factor or column, for example "motion".</param>
    /// <param name="names">
    /// Names of the classes in their order, so that training and test agree. Null: the values that occur, whole numbers by size, texts by ordinal order.
    /// </param>
    /// <exception cref="ManifestException">A clip has no such factor or column, or a value that is not one of the names.</exception>
    public static ClipLabels From(ClipManifest manifest, string column, IReadOnlyList<string>? names = null) =>
        From(manifest, clip => Value(clip, column) ?? throw new ManifestException(
            $"{manifest.Source}: the clip '{clip.Id}' has no label: there is no factor or column '{column}'; found: {string.Join(", ", clip.Factors.Keys.Concat(clip.Columns.Keys).Order(StringComparer.Ordinal))}."), names);

    /// <summary>Takes the class of each clip from a function of the clip.</summary>
    /// <inheritdoc cref="From(ClipManifest, string, IReadOnlyList{string})"/>
    /// <param name="manifest">The list.</param>
    /// <param name="value">The name of a clip's class.</param>
    /// <param name="names">See the other overload.</param>
    public static ClipLabels From(ClipManifest manifest, Func<ClipEntry, string> value, IReadOnlyList<string>? names = null)
    {
        var values = manifest.Clips.Select(clip => (clip.Id, Value: value(clip))).ToList();
        var classes = names ?? Ordered(values.Select(v => v.Value).Distinct(StringComparer.Ordinal).ToList());
        var numbers = classes.Index().ToDictionary(c => c.Item, c => c.Index, StringComparer.Ordinal);
        var byId = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (id, name) in values)
        {
            byId[id] = numbers.TryGetValue(name, out var number)
                ? number
                : throw new ManifestException($"{manifest.Source}: the clip '{id}' is of class '{name}', which is not one of the {classes.Count} classes: {string.Join(", ", classes.Take(10))}{(classes.Count > 10 ? ", …" : "")}.");
        }

        return new ClipLabels(classes, byId, manifest.Source);
    }

    private static string? Value(ClipEntry clip, string column)
    {
        if (clip.Factors.TryGetValue(column, out var factor))
        {
            return factor;
        }

        if (!clip.Columns.TryGetValue(column, out var json))
        {
            return null;
        }

        using var document = JsonDocument.Parse(json);
        return document.RootElement.ValueKind == JsonValueKind.String ? document.RootElement.GetString() : json;
    }

    private static List<string> Ordered(List<string> values) => values.All(v => int.TryParse(v, NumberStyles.None, CultureInfo.InvariantCulture, out _))
        ? [.. values.OrderBy(v => int.Parse(v, CultureInfo.InvariantCulture))]
        : [.. values.Order(StringComparer.Ordinal)];
}
