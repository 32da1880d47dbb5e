using System.Text.Json;

namespace InternVideo2.Data;

/// <summary>
/// A list of clips: a JSON array, or one JSON object per line. Known columns are <c>video</c>, <c>image</c> or <c>audio</c> (path below the media
/// folder, one of them required; beside <c>video</c>, <c>audio</c> is a file with the sound that belongs to it), <c>id</c>, <c>start</c> and
/// <c>end</c> (seconds), every column with "caption" in its name (a text or a list of texts), <c>factors</c> (an object of labels) and <c>QA</c> (a
/// list of objects with i, q and a: instruction, question, answer). In place of these paths a line may have <c>package</c> and <c>path</c>: the file
/// then lies at package/path. A line with <c>QA</c> alone is a conversation about nothing that is seen. Other columns are kept as they are.
/// </summary>
public sealed class ClipManifest
{
    private ClipManifest(string source, string root, IReadOnlyList<ClipEntry> clips)
    {
        Source = source;
        Root = root;
        Clips = clips;
    }

    /// <summary>Path of the list, for messages.</summary>
    public string Source { get; }

    /// <summary>The media folder; every clip lies below it.</summary>
    public string Root { get; }

    /// <summary>At least one clip, in the order of the list.</summary>
    public IReadOnlyList<ClipEntry> Clips { get; }

    /// <summary>Reads a list. The media files are not opened.</summary>
    /// <param name="path">The list: .json (array) or .jsonl (one object per line); the content decides.</param>
    /// <param name="root">The media folder. Null: the folder of the list.</param>
    /// <param name="numberRepeats">Items with the path and cut of an earlier one, as official lists have them, get a number behind their ids instead of being refused.</param>
    /// <exception cref="ManifestException">The list is missing, malformed or empty, an id occurs twice, a column is missing or a path leaves the media folder.</exception>
    public static ClipManifest Read(string path, string? root = null, bool numberRepeats = false)
    {
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ManifestException($"The clip list '{path}' cannot be read: {e.Message}", e);
        }

        return Parse(text, path, root ?? Path.GetDirectoryName(Path.GetFullPath(path))!, numberRepeats);
    }

    /// <summary>Like <see cref="Read"/>, from text.</summary>
    /// <param name="text">The list.</param>
    /// <param name="source">What to call it in messages.</param>
    /// <param name="root">The media folder.</param>
    /// <param name="numberRepeats">See <see cref="Read"/>.</param>
    public static ClipManifest Parse(string text, string source, string root, bool numberRepeats = false)
    {
        var fullRoot = Path.GetFullPath(root);
        var items = Items(text, source).Select(item => (item.Where, ManifestItem.Read(item.Item, item.Where, fullRoot)));
        return Of(source, fullRoot, numberRepeats ? Numbered(items) : items);
    }

    /// <summary>A list made in memory.</summary>
    /// <param name="source">What to call it in messages.</param>
    /// <param name="root">The media folder; empty if no clip has a file.</param>
    /// <param name="clips">At least one; ids differ.</param>
    /// <exception cref="ManifestException">There is no clip, or an id occurs twice.</exception>
    public static ClipManifest Of(string source, string root, IEnumerable<ClipEntry> clips) =>
        Of(source, root, clips.Select((clip, index) => ($"{source}, item {index}", clip)));

    internal static ClipManifest Of(string source, string root, IEnumerable<(string Where, ClipEntry Clip)> items)
    {
        var clips = new List<ClipEntry>();
        var places = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (where, clip) in items)
        {
            if (!places.TryAdd(clip.Id, where))
            {
                throw new ManifestException($"{where}: the id '{clip.Id}' was already used at {places[clip.Id]}. Ids must be unique; an item without one has its path and cut as id.");
            }

            clips.Add(clip);
        }

        return clips.Count > 0
            ? new ClipManifest(source, root, clips)
            : throw new ManifestException($"The clip list '{source}' has no clips.");
    }

    private static IEnumerable<(string Where, ClipEntry Clip)> Numbered(IEnumerable<(string Where, ClipEntry Clip)> items)
    {
        var met = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (where, clip) in items)
        {
            var times = met[clip.Id] = met.GetValueOrDefault(clip.Id) + 1;
            yield return (where, times == 1 ? clip : clip with { Id = FormattableString.Invariant($"{clip.Id} ({times})") });
        }
    }

    private static IEnumerable<(string Where, JsonElement Item)> Items(string text, string source)
    {
        if (text.AsSpan().TrimStart().StartsWith("["))
        {
            using var document = ParseJson(text, source);
            var index = 0;
            foreach (var item in document.RootElement.EnumerateArray())
            {
                yield return ($"{source}, item {index++}", item);
            }

            yield break;
        }

        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            if (!string.IsNullOrWhiteSpace(line))
            {
                using var document = ParseJson(line, $"{source}, line {number}");
                yield return ($"{source}, line {number}", document.RootElement);
            }
        }
    }

    private static JsonDocument ParseJson(string text, string where)
    {
        try
        {
            return JsonDocument.Parse(text);
        }
        catch (JsonException e)
        {
            throw new ManifestException($"{where}: not valid JSON: {e.Message}", e);
        }
    }
}
