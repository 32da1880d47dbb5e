using System.Text.Encodings.Web;
using System.Text.Json;
using InternVideo2.Checkpoints;

namespace InternVideo2.Data;

/// <summary>Writes clip lists that <see cref="ClipManifest.Read"/> reads: one JSON object per line.</summary>
public static class ManifestWriter
{
    private static readonly JsonWriterOptions s_readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Creates or replaces a list as a whole.</summary>
    /// <param name="path">The list; its folder exists.</param>
    /// <param name="root">The media folder, in which all clips lie.</param>
    /// <param name="clips">The entries, in this order.</param>
    /// <exception cref="ArgumentException">A clip lies outside the media folder.</exception>
    /// <exception cref="IOException">The disk is full or fails.</exception>
    public static void Write(string path, string root, IEnumerable<ClipEntry> clips)
    {
        using var text = new MemoryStream();
        foreach (var clip in clips)
        {
            using (var line = new Utf8JsonWriter(text, s_readable))
            {
                Write(line, clip, Below(root, clip.Id, clip.Path), clip.SoundPath is { } sound ? Below(root, clip.Id, sound) : null);
            }

            text.WriteByte((byte)'\n');
        }

        AtomicFile.Write(path, stream => text.WriteTo(stream), text.Length);
    }

    private static void Write(Utf8JsonWriter line, ClipEntry clip, string relative, string? sound)
    {
        line.WriteStartObject();
        line.WriteString("id", clip.Id);
        line.WriteString("video", relative);
        if (sound is not null)
        {
            line.WriteString("audio", sound);
        }

        WriteSeconds(line, "start", clip.Start);
        WriteSeconds(line, "end", clip.End);
        foreach (var (name, texts) in clip.Captions)
        {
            line.WritePropertyName(name);
            WriteTexts(line, texts);
        }

        WriteFactors(line, clip.Factors);
        WriteQuestions(line, clip.Questions);
        foreach (var (name, json) in clip.Columns)
        {
            line.WritePropertyName(name);
            line.WriteRawValue(json);
        }

        line.WriteEndObject();
    }

    private static void WriteSeconds(Utf8JsonWriter line, string name, double? seconds)
    {
        if (seconds is { } value)
        {
            line.WriteNumber(name, value);
        }
    }

    private static void WriteTexts(Utf8JsonWriter line, IReadOnlyList<string> texts)
    {
        if (texts.Count == 1)
        {
            line.WriteStringValue(texts[0]);
            return;
        }

        line.WriteStartArray();
        foreach (var text in texts)
        {
            line.WriteStringValue(text);
        }

        line.WriteEndArray();
    }

    private static void WriteFactors(Utf8JsonWriter line, IReadOnlyDictionary<string, string> factors)
    {
        if (factors.Count == 0) return;
        line.WriteStartObject("factors");
        foreach (var (name, label) in factors)
        {
            line.WriteString(name, label);
        }

        line.WriteEndObject();
    }

    private static void WriteQuestions(Utf8JsonWriter line, IReadOnlyList<ClipQuestion> questions)
    {
        if (questions.Count == 0) return;
        line.WriteStartArray("QA");
        foreach (var question in questions)
        {
            line.WriteStartObject();
            line.WriteString("i", question.Instruction);
            line.WriteString("q", question.Question);
            line.WriteString("a", question.Answer);
            line.WriteEndObject();
        }

        line.WriteEndArray();
    }

    private static string Below(string root, string id, string path)
    {
        var relative = Path.GetRelativePath(root, path);
        return Path.IsPathRooted(relative) || relative.StartsWith("..", StringComparison.Ordinal)
            ? throw new ArgumentException($"The clip '{id}' at '{path}' lies outside the media folder '{root}'.", nameof(path))
            : relative.Replace(Path.DirectorySeparatorChar, '/');
    }
}
