using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace InternVideo2.Checkpoints;

/// <summary>Writes safetensors files, each as a whole or not at all (see <see cref="AtomicFile"/>).</summary>
public static partial class SafetensorsWriter
{
    // Data begin at a multiple of a cache line, so a mapped file can serve as tensor memory.
    private const int DataAlignment = 64;

    /// <summary>
    /// Writes <paramref name="parts"/> to <paramref name="path"/>. The data lie in the given order, except that larger element types come first:
    /// so every tensor is aligned to its element size although the format allows no gaps.
    /// </summary>
    /// <param name="path">The file to create or replace. Its folder must exist.</param>
    /// <param name="parts">The tensors.</param>
    /// <param name="metadata">Free text by name.</param>
    /// <param name="durable">Whether the file is synchronised with the disk (see <see cref="AtomicFile.Write"/>).</param>
    /// <exception cref="SafetensorsException">Two tensors of one name, a reserved name, an impossible shape, or a part that writes another
    /// number of bytes.</exception>
    /// <exception cref="IOException">The disk is full or fails; an older file at <paramref name="path"/> is unchanged.</exception>
    public static void WriteParts(
        string path, IEnumerable<SafetensorsPart> parts, IReadOnlyDictionary<string, string>? metadata = null, bool durable = true)
    {
        var ordered = parts.OrderByDescending(p => p.Dtype.ByteSize()).ToList();
        var entries = Layout(path, ordered);
        var header = Header(path, entries, metadata);
        var end = entries.Count == 0 ? 0 : entries[^1].Offset + entries[^1].Length;
        AtomicFile.Write(path, stream =>
        {
            stream.Write(header);
            foreach (var (part, entry) in ordered.Zip(entries))
            {
                part.WriteTo(stream);
                var written = stream.Position - header.Length - entry.Offset;
                if (written == entry.Length) continue;
                throw new SafetensorsException(
                    path, "a tensor wrote another number of bytes than its shape says", part.Name, $"{entry.Length}", $"{written}");
            }
        }, header.Length + end, durable);
    }

    private static List<SafetensorsEntry> Layout(string path, List<SafetensorsPart> parts)
    {
        var names = new HashSet<string>();
        var entries = new List<SafetensorsEntry>(parts.Count);
        long offset = 0;
        foreach (var part in parts)
        {
            if (part.Name == "__metadata__") throw new SafetensorsException(path, "this name is reserved by the format", part.Name);
            if (!names.Add(part.Name)) throw new SafetensorsException(path, "two tensors have this name", part.Name);
            if (part.Shape.Any(size => size < 0))
                throw new SafetensorsException(path, "a size is negative", part.Name, actual: $"[{string.Join(", ", part.Shape)}]");
            var length = SafetensorsEntry.ByteLength(part.Shape, part.Dtype)
                ?? throw new SafetensorsException(path, "the shape is too large to address", part.Name, actual: $"[{string.Join(", ", part.Shape)}]");
            entries.Add(new SafetensorsEntry(part.Name, part.Dtype, part.Shape, offset, length));
            offset = checked(offset + length);
        }
        return entries;
    }

    private static byte[] Header(string path, List<SafetensorsEntry> entries, IReadOnlyDictionary<string, string>? metadata)
    {
        using var buffer = new MemoryStream();
        buffer.Write(new byte[SafetensorsHeader.PrefixSize]);
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                json.WriteStartObject("__metadata__");
                foreach (var (key, value) in metadata) json.WriteString(key, value);
                json.WriteEndObject();
            }
            foreach (var entry in entries) WriteEntry(json, entry);
            json.WriteEndObject();
        }
        while (buffer.Length % DataAlignment != 0) buffer.WriteByte((byte)' ');
        var length = buffer.Length - SafetensorsHeader.PrefixSize;
        if (length > SafetensorsHeader.SizeLimit)
        {
            throw new SafetensorsException(path, "the header grew too long", expected: $"at most {SafetensorsHeader.SizeLimit} bytes",
                actual: $"{length}", advice: "Put long metadata into a file of its own.");
        }
        var bytes = buffer.ToArray();
        BinaryPrimitives.WriteInt64LittleEndian(bytes, length);
        return bytes;
    }

    private static void WriteEntry(Utf8JsonWriter json, SafetensorsEntry entry)
    {
        json.WriteStartObject(entry.Name);
        json.WriteString("dtype", entry.Dtype.ToString());
        json.WriteStartArray("shape");
        foreach (var size in entry.Shape) json.WriteNumberValue(size);
        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(entry.Offset);
        json.WriteNumberValue(entry.Offset + entry.Length);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
