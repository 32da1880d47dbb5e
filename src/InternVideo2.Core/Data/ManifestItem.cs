using System.Globalization;
using System.Text.Json;

namespace InternVideo2.Data;

/// <summary>Turns one JSON object of a clip list into a <see cref="ClipEntry"/>, or says exactly what is wrong with it.</summary>
internal static class ManifestItem
{
    public static ClipEntry Read(JsonElement item, string where, string root)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            throw new ManifestException($"{where}: expected an object with a column 'video', found {item.ValueKind}.");
        }

        var relative = MediaPath(item, where);
        var isText = relative.Length == 0;
        var (start, end) = (Seconds(item, "start", where), Seconds(item, "end", where));
        if (end is { } to && to <= (start ?? 0))
        {
            throw new ManifestException($"{where}: the cut ends at {Text(to)} s, not after its start at {Text(start ?? 0)} s.");
        }

        var captions = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        var columns = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var column in item.EnumerateObject())
        {
            if (column.Name.Contains("caption", StringComparison.Ordinal))
            {
                captions[column.Name] = Texts(column, where);
            }
            else if (column.Name is not ("id" or "video" or "image" or "audio" or "start" or "end" or "factors" or "QA"))
            {
                columns[column.Name] = column.Value.GetRawText();
            }
        }

        var id = OptionalText(item, "id", where) ?? (isText ? $"text at {where.Split(", ")[^1]}" : start is null && end is null ? relative : $"{relative}#{Text(start ?? 0)}-{(end is { } e ? Text(e) : "")}");
        return new ClipEntry(id, isText ? "" : Below(root, relative, where), start, end, captions, columns)
        {
            Factors = ManifestLabels.Factors(item, where),
            Questions = ManifestLabels.Questions(item, where),
            SoundPath = OptionalText(item, "audio", where) is { } sound && sound != relative ? Below(root, sound, where) : null,
        };
    }

    private static string MediaPath(JsonElement item, string where)
    {
        // Frames with a sound of their own stand in two columns; a sound alone in one.
        if ((OptionalText(item, "video", where) ?? OptionalText(item, "image", where) ?? OptionalText(item, "audio", where)) is { } medium)
        {
            return medium;
        }

        if (OptionalText(item, "package", where) is { } package && OptionalText(item, "path", where) is { } path)
        {
            return $"{package}/{path}";
        }

        // A conversation may be about nothing that is seen.
        return item.TryGetProperty("QA", out var talk) && talk.ValueKind == JsonValueKind.Array
            ? ""
            : throw new ManifestException($"{where}: the column 'video' (path of the file below the media folder; for other media 'image' or 'audio') is missing; found: {string.Join(", ", item.EnumerateObject().Select(c => c.Name))}.");
    }

    // A list may come from anywhere: it must not make us read files outside the folder the user named.
    internal static string Below(string root, string relative, string where)
    {
        var full = Path.IsPathRooted(relative) || relative.Contains('\0') ? null : Path.GetFullPath(relative, root);
        var inside = full is not null && full.StartsWith(Path.TrimEndingDirectorySeparator(root) + Path.DirectorySeparatorChar, StringComparison.Ordinal);
        return inside ? full! : throw new ManifestException($"{where}: the path '{relative}' leaves the media folder '{root}'. Paths are relative to it.");
    }

    private static string? OptionalText(JsonElement item, string column, string where)
    {
        if (!item.TryGetProperty(column, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text
            : throw new ManifestException($"{where}: the column '{column}' is {value.GetRawText()}; expected a text that is not empty.");
    }

    private static double? Seconds(JsonElement item, string column, string where)
    {
        if (!item.TryGetProperty(column, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var seconds) && double.IsFinite(seconds) && seconds >= 0
            ? seconds
            : throw new ManifestException($"{where}: the column '{column}' is {value.GetRawText()}; expected seconds, 0 or more.");
    }

    private static IReadOnlyList<string> Texts(JsonProperty column, string where)
    {
        var texts = column.Value.ValueKind switch
        {
            JsonValueKind.String => [column.Value.GetString()!],
            JsonValueKind.Array when column.Value.EnumerateArray().All(t => t.ValueKind == JsonValueKind.String) =>
                column.Value.EnumerateArray().Select(t => t.GetString()!).ToArray(),
            _ => [],
        };
        return texts.Length > 0 ? texts : throw new ManifestException($"{where}: the column '{column.Name}' must be a text or a list of texts, at least one.");
    }

    private static string Text(double seconds) => seconds.ToString("0.###", CultureInfo.InvariantCulture);
}
