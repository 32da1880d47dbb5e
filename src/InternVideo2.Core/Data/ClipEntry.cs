namespace InternVideo2.Data;

/// <summary>One line of a clip list: a file or a cut of one, and what is said about it.</summary>
/// <param name="Id">Unique within the list.</param>
/// <param name="Path">Full path of the media file.</param>
/// <param name="Start">Start of the cut in seconds, or null for the start of the file.</param>
/// <param name="End">End of the cut in seconds (exclusive), or null for the end of the file.</param>
/// <param name="Captions">Captions by column name ("caption", "asr_captions", …), possibly several per column; empty without any.</param>
/// <param name="Columns">All other columns of the line, as JSON text.</param>
public sealed record ClipEntry(
    string Id,
    string Path,
    double? Start,
    double? End,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Captions,
    IReadOnlyDictionary<string, string> Columns)
{
    /// <summary>The first text of the column "caption", or null.</summary>
    public string? Caption => Captions.TryGetValue("caption", out var texts) ? texts[0] : null;
}
