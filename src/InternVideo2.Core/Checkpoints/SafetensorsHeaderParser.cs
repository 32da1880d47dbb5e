using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace InternVideo2.Checkpoints;

/// <summary>
/// Reads the header of a safetensors file. Strict: what the format does not allow is refused, so that a file that opens can be read without
/// further checks.
/// </summary>
internal sealed class SafetensorsHeaderParser
{
    private readonly string path;
    private readonly long dataStart;
    private readonly long dataLength;
    private readonly Dictionary<string, string> metadata = [];
    private readonly Dictionary<string, SafetensorsEntry> byName = [];

    private SafetensorsHeaderParser(string path, long dataStart, long dataLength)
    {
        this.path = path;
        this.dataStart = dataStart;
        this.dataLength = dataLength;
    }

    /// <summary>Parses and checks <paramref name="json"/>, whose data follow at <paramref name="dataStart"/> of the file.</summary>
    /// <exception cref="SafetensorsException">Whatever the format does not allow.</exception>
    public static SafetensorsHeader Parse(string path, ReadOnlySpan<byte> json, long dataStart, long dataLength)
    {
        var parser = new SafetensorsHeaderParser(path, dataStart, dataLength);
        if (!Utf8.IsValid(json)) throw parser.Bad("the header is not valid UTF-8");
        if (json.Length == 0 || json[0] != (byte)'{')
        {
            var first = json.Length == 0 ? "nothing" : $"0x{json[0]:x2}";
            throw parser.Bad("the header is not a JSON object", expected: "'{' as its first byte", actual: first);
        }
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 8 });
            reader.Read();
            parser.ReadRoot(ref reader);
            // The rest may only be blanks; anything else makes the reader throw.
            while (reader.Read()) { }
        }
        catch (JsonException e)
        {
            throw new SafetensorsException(path, $"the header is not valid JSON ({e.Message})", inner: e);
        }
        catch (InvalidOperationException e)
        {
            // Escapes that name half a surrogate pair: well-formed JSON, but not a string.
            throw new SafetensorsException(path, $"the header holds a string that is not valid Unicode ({e.Message})", inner: e);
        }
        return new SafetensorsHeader(parser.metadata, parser.InDataOrder());
    }

    private void ReadRoot(ref Utf8JsonReader reader)
    {
        var metadataSeen = false;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var key = reader.GetString()!;
            reader.Read();
            if (key == "__metadata__")
            {
                if (metadataSeen) throw Bad("the key '__metadata__' occurs twice");
                metadataSeen = true;
                ReadMetadata(ref reader);
            }
            else if (!byName.TryAdd(key, ReadEntry(key, ref reader)))
            {
                throw Bad("the key occurs twice", key);
            }
        }
    }

    private void ReadMetadata(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw Bad("'__metadata__' is not an object of strings", actual: reader.TokenType.ToString());
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var key = reader.GetString()!;
            reader.Read();
            if (reader.TokenType != JsonTokenType.String)
                throw Bad($"'__metadata__' entry '{key}' is not a string", actual: reader.TokenType.ToString());
            if (!metadata.TryAdd(key, reader.GetString()!)) throw Bad($"'__metadata__' entry '{key}' occurs twice");
        }
    }

    private SafetensorsEntry ReadEntry(string key, ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw Bad("the entry is not an object", key, "dtype, shape and data_offsets", reader.TokenType.ToString());
        SafetensorsDtype? dtype = null;
        long[]? shape = null, offsets = null;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var field = reader.GetString()!;
            reader.Read();
            var repeated = field switch
            {
                "dtype" => Take<SafetensorsDtype?>(ref dtype, ReadDtype(key, ref reader)),
                "shape" => Take<long[]?>(ref shape, ReadIntegers(key, field, ref reader)),
                "data_offsets" => Take<long[]?>(ref offsets, ReadIntegers(key, field, ref reader)),
                _ => throw Bad($"unknown field '{field}'", key, "dtype, shape and data_offsets only"),
            };
            if (repeated) throw Bad($"the field '{field}' occurs twice", key);
        }
        if (dtype is null || shape is null || offsets is null)
            throw Bad($"the field '{(dtype is null ? "dtype" : shape is null ? "shape" : "data_offsets")}' is missing", key);
        return Checked(key, dtype.Value, shape, offsets);
    }

    private static bool Take<T>(ref T slot, T value)
    {
        var repeated = slot is not null;
        slot = value;
        return repeated;
    }

    private SafetensorsDtype ReadDtype(string key, ref Utf8JsonReader reader)
    {
        var known = string.Join(", ", Enum.GetNames<SafetensorsDtype>());
        if (reader.TokenType != JsonTokenType.String) throw Bad("the dtype is not a string", key, $"one of {known}", reader.TokenType.ToString());
        var name = reader.GetString()!;
        return SafetensorsDtypes.TryParse(name, out var dtype)
            ? dtype
            : throw Bad("unknown dtype", key, $"one of {known}", $"'{name}'", "Convert the tensor to one of these types first.");
    }

    private long[] ReadIntegers(string key, string field, ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray) throw Bad($"'{field}' is not an array", key, actual: reader.TokenType.ToString());
        var values = new List<long>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out var value) || value < 0)
                throw Bad($"'{field}' holds something else than non-negative 64-bit integers", key, actual: TextOf(ref reader));
            values.Add(value);
        }
        return [.. values];
    }

    private static string TextOf(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.Number ? Encoding.UTF8.GetString(reader.ValueSpan) : reader.TokenType.ToString();

    private SafetensorsEntry Checked(string key, SafetensorsDtype dtype, long[] shape, long[] offsets)
    {
        if (offsets.Length != 2) throw Bad("'data_offsets' is not a pair", key, "[begin, end]", $"{offsets.Length} numbers");
        var (begin, end) = (offsets[0], offsets[1]);
        if (begin > end) throw Bad("'data_offsets' run backwards", key, "begin <= end", $"[{begin}, {end}]");
        if (end > dataLength)
            throw Bad("the data reach beyond the end of the file", key, $"at most {dataLength} bytes of data", $"data_offsets [{begin}, {end}]",
                "The file is truncated: copy or download it again.");
        var wanted = SafetensorsEntry.ByteLength(shape, dtype)
            ?? throw Bad("the shape is too large to address", key, actual: $"[{string.Join(", ", shape)}] of {dtype}");
        if (wanted != end - begin)
            throw Bad("shape and data_offsets disagree", key, $"{wanted} bytes for [{string.Join(", ", shape)}] of {dtype}", $"{end - begin} bytes");
        return new SafetensorsEntry(key, dtype, shape, dataStart + begin, end - begin);
    }

    private List<SafetensorsEntry> InDataOrder()
    {
        // Stable, so tensors without elements stay in header order; then every byte must belong to exactly one tensor.
        var ordered = byName.Values.OrderBy(e => e.Offset).ThenBy(e => e.Length > 0).ToList();
        var next = dataStart;
        foreach (var entry in ordered)
        {
            if (entry.Offset != next)
                throw Bad(entry.Offset < next ? "the data overlap those of another tensor" : "bytes before the data belong to no tensor", entry.Name,
                    $"begin {next - dataStart}", $"begin {entry.Offset - dataStart}");
            next = entry.Offset + entry.Length;
        }
        if (next != dataStart + dataLength)
            throw Bad("bytes at the end of the file belong to no tensor", expected: $"{next - dataStart} bytes of data", actual: $"{dataLength}",
                advice: "Two files may have been joined, or the header edited by hand: fetch the file again.");
        return ordered;
    }

    private SafetensorsException Bad(string problem, string? key = null, string? expected = null, string? actual = null, string? advice = null) =>
        new(path, problem, key, expected, actual, advice);
}
