using System.Globalization;

namespace InternVideo2.Data;

/// <summary>What stands in a line of an official classification list behind the path (stage 1, 8.4).</summary>
public enum ListColumns
{
    /// <summary>path,label — Kinetics, Moments in Time, UCF101, and the plain lists of ActivityNet and HACS.</summary>
    Label,

    /// <summary>path,number of frames,label — folders of frames: Something-Something, HMDB.</summary>
    FramesAndLabel,

    /// <summary>path,total seconds,start,end,label — cuts of ActivityNet and HACS; three times −1: the whole video.</summary>
    CutAndLabel,
}

/// <summary>
/// The list files of the official classifiers (train.csv, val.csv, test.csv): no header, one clip per line, the label a whole number. Each entry has
/// a column "label", those of frame folders also "frames".
/// </summary>
public static class ClassifierList
{
    /// <summary>Name of the column with the class number.</summary>
    public const string LabelColumn = "label";

    /// <summary>Name of the column with the number of frames of a folder.</summary>
    public const string FramesColumn = "frames";

    /// <summary>Reads a list. The media files are not opened.</summary>
    /// <param name="path">The list.</param>
    /// <param name="columns">What stands behind the path.</param>
    /// <param name="root">The media folder. Null: the folder of the list.</param>
    /// <param name="separator">Between the columns; paths may contain it.</param>
    /// <exception cref="ManifestException">The list is missing, malformed or empty, a clip occurs twice, or a path leaves the media folder.</exception>
    public static ClipManifest Read(string path, ListColumns columns, string? root = null, char separator = ',')
    {
        try
        {
            return Parse(File.ReadAllText(path), path, columns, root ?? Path.GetDirectoryName(Path.GetFullPath(path))!, separator);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ManifestException($"The clip list '{path}' cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Like <see cref="Read"/>, from text.</summary>
    /// <param name="text">The list.</param>
    /// <param name="source">What to call it in messages.</param>
    /// <param name="columns">What stands behind the path.</param>
    /// <param name="root">The media folder.</param>
    /// <param name="separator">Between the columns.</param>
    public static ClipManifest Parse(string text, string source, ListColumns columns, string root, char separator = ',')
    {
        var fullRoot = Path.GetFullPath(root);
        var lines = text.Split('\n').Select((line, i) => (Where: $"{source}, line {i + 1}", Line: line.Trim())).Where(l => l.Line.Length > 0);
        return ClipManifest.Of(source, fullRoot, lines.Select(l => (l.Where, Entry(l.Line, l.Where, columns, fullRoot, separator))));
    }

    private static ClipEntry Entry(string line, string where, ListColumns columns, string root, char separator)
    {
        var behind = columns switch { ListColumns.Label => 1, ListColumns.FramesAndLabel => 2, _ => 4 };
        var parts = line.Split(separator);
        if (parts.Length <= behind)
        {
            throw new ManifestException($"{where}: '{line}' has {parts.Length} columns; expected a path and {behind} more, separated by '{separator}'.");
        }

        var relative = string.Join(separator, parts[..^behind]).Trim().Trim('"');
        var values = parts[^behind..];
        var kept = new Dictionary<string, string>(StringComparer.Ordinal) { [LabelColumn] = Whole(values[^1], "label", where) };
        if (columns == ListColumns.FramesAndLabel)
        {
            kept[FramesColumn] = Whole(values[0], "number of frames", where);
        }

        var (start, end) = columns == ListColumns.CutAndLabel ? Cut(values, where) : (null, null);
        var id = start is null ? relative : FormattableString.Invariant($"{relative}#{start:0.###}-{end:0.###}");
        return new ClipEntry(id, ManifestItem.Below(root, relative, where), start, end, new Dictionary<string, IReadOnlyList<string>>(), kept);
    }

    private static (double? Start, double? End) Cut(string[] values, string where)
    {
        double[] times = [.. values[..3].Select(value => double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var time) && double.IsFinite(time)
            ? time
            : throw new ManifestException($"{where}: '{value}' is no time in seconds."))];
        // As the official loader decides it: one −1 makes it the whole video.
        if (times.Contains(-1))
        {
            return (null, null);
        }

        return times[1] >= 0 && times[2] > times[1]
            ? (times[1], times[2])
            : throw new ManifestException($"{where}: the cut goes from {values[1].Trim()} s to {values[2].Trim()} s; it must begin at 0 or later and end after its start.");
    }

    private static string Whole(string value, string what, string where) =>
        int.TryParse(value.Trim().Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number.ToString(CultureInfo.InvariantCulture)
            : throw new ManifestException($"{where}: the {what} is '{value.Trim()}'; expected a whole number, 0 or more.");
}
