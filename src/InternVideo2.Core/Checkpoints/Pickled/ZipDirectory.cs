using System.Buffers.Binary;
using System.Text;

namespace InternVideo2.Checkpoints.Pickled;

/// <summary>
/// The directory of a zip archive, with 64-bit sizes. The framework's own reader gives streams; here the place of each record's bytes in the file is
/// needed, so that tensors can be taken straight from the mapping.
/// </summary>
internal sealed class ZipDirectory
{
    private const uint EndSignature = 0x06054b50, WideEndSignature = 0x06064b50, WideLocatorSignature = 0x07064b50;
    private const uint EntrySignature = 0x02014b50, LocalSignature = 0x04034b50;
    private const int EndSize = 22, WideEndSize = 56, WideLocatorSize = 20, EntrySize = 46, LocalSize = 30;
    private const int CommentLimit = ushort.MaxValue;
    private const int DirectoryLimit = 64 << 20;
    private const ushort WideExtra = 1;

    // Deflate cannot shrink anything further than this; whoever claims more lies about the size.
    private const long LargestRatio = 1032;

    private readonly MappedFile file;

    private ZipDirectory(MappedFile file) => this.file = file;

    /// <summary>The records of the archive, by name, in the order of its directory. Each lies within the file.</summary>
    /// <exception cref="PickleException">The archive is truncated or breaks the format's rules.</exception>
    public static OrderedDictionary<string, ZipRecord> Read(MappedFile file) => new ZipDirectory(file).Records();

    private OrderedDictionary<string, ZipRecord> Records()
    {
        var (offset, size, count) = Locate();
        if (size > DirectoryLimit) throw Bad("the directory is too long", $"at most {DirectoryLimit} bytes", $"{size}");
        if (offset < 0 || size < 0 || offset > file.Length - size)
            throw Bad("the directory reaches beyond the file", $"at most {file.Length}", $"{size} bytes from {offset}", Refetch);
        if (count < 0 || count > size / EntrySize) throw Bad("the directory is shorter than its entries", actual: $"{size} bytes for {count} entries");
        var rest = file.Slice(offset, (int)size);
        var records = new OrderedDictionary<string, ZipRecord>();
        for (var i = 0; i < count; i++)
        {
            var record = Entry(ref rest);
            if (!records.TryAdd(record.Name, record)) throw Bad($"the record '{record.Name}' occurs twice");
        }
        return records;
    }

    private (long Offset, long Size, long Count) Locate()
    {
        var length = (int)Math.Min(file.Length, EndSize + CommentLimit);
        var tail = file.Slice(file.Length - length, length);
        for (var at = length - EndSize; at >= 0; at--)
        {
            var end = tail[at..];
            if (U32(end) != EndSignature || U16(end[20..]) != length - at - EndSize) continue;
            return Wide(file.Length - length + at) ?? (U32(end[16..]), U32(end[12..]), U16(end[10..]));
        }
        throw Bad("the archive's directory at the end of the file is missing: the file is truncated", advice: Refetch);
    }

    /// <summary>The same with 64 bits, where the archive has it.</summary>
    private (long Offset, long Size, long Count)? Wide(long end)
    {
        if (end < WideLocatorSize) return null;
        var locator = file.Slice(end - WideLocatorSize, WideLocatorSize);
        if (U32(locator) != WideLocatorSignature) return null;
        var at = I64(locator[8..]);
        if (at < 0 || at > file.Length - WideEndSize) throw Bad("the 64-bit directory lies beyond the file", actual: $"offset {at}", advice: Refetch);
        var wide = file.Slice(at, WideEndSize);
        return U32(wide) == WideEndSignature
            ? (I64(wide[48..]), I64(wide[40..]), I64(wide[32..]))
            : throw Bad("there is no 64-bit directory where the archive says", actual: $"offset {at}", advice: Refetch);
    }

    private ZipRecord Entry(ref ReadOnlySpan<byte> rest)
    {
        if (rest.Length < EntrySize || U32(rest) != EntrySignature) throw Bad("the directory is damaged", advice: Refetch);
        var (flags, method) = (U16(rest[8..]), U16(rest[10..]));
        long stored = U32(rest[20..]), length = U32(rest[24..]), local = U32(rest[42..]);
        int nameLength = U16(rest[28..]), extraLength = U16(rest[30..]), commentLength = U16(rest[32..]);
        if (rest.Length < EntrySize + nameLength + extraLength + commentLength) throw Bad("the directory is damaged", advice: Refetch);
        var name = Encoding.UTF8.GetString(rest.Slice(EntrySize, nameLength));
        Widen(name, rest.Slice(EntrySize + nameLength, extraLength), ref length, ref stored, ref local);
        rest = rest[(EntrySize + nameLength + extraLength + commentLength)..];
        if ((flags & 1) != 0) throw Bad($"the record '{name}' is encrypted", advice: "Unpack the archive with its password and pack it again without.");
        if (method is not (0 or 8)) throw Bad($"the record '{name}' is compressed in an unknown way", "0 (stored) or 8 (deflate)", $"{method}");
        if (method == 0 && stored != length) throw Bad($"the record '{name}' is stored, but in another size", $"{length} bytes", $"{stored}");
        if (method == 8 && length / LargestRatio > stored)
            throw Bad($"the record '{name}' claims more bytes than deflate can hold", $"at most {stored * LargestRatio}", $"{length}");
        return new ZipRecord(name, method == 8, DataOffset(name, local, stored), stored, length);
    }

    /// <summary>Takes the sizes that did not fit into 32 bits from the extra field, in which they stand in this order.</summary>
    private void Widen(string name, ReadOnlySpan<byte> extra, ref long length, ref long stored, ref long local)
    {
        while (extra.Length >= 4)
        {
            int kind = U16(extra), size = U16(extra[2..]);
            if (size > extra.Length - 4) break;
            if (kind == WideExtra)
            {
                var values = extra.Slice(4, size);
                Take(name, ref values, ref length);
                Take(name, ref values, ref stored);
                Take(name, ref values, ref local);
                return;
            }
            extra = extra[(4 + size)..];
        }
    }

    private void Take(string name, ref ReadOnlySpan<byte> values, ref long slot)
    {
        if (slot != uint.MaxValue) return;
        if (values.Length < 8) throw Bad($"the 64-bit sizes of the record '{name}' are missing", advice: Refetch);
        slot = I64(values);
        values = values[8..];
        if (slot < 0) throw Bad($"a size of the record '{name}' is negative", actual: $"{slot}");
    }

    private long DataOffset(string name, long local, long stored)
    {
        if (local > file.Length - LocalSize) throw Bad($"the record '{name}' begins beyond the file", $"at most {file.Length}", $"{local}", Refetch);
        var header = file.Slice(local, LocalSize);
        if (U32(header) != LocalSignature) throw Bad($"there is no record '{name}' where the directory says", actual: $"offset {local}", advice: Refetch);
        var data = local + LocalSize + U16(header[26..]) + U16(header[28..]);
        if (data > file.Length - stored)
            throw Bad($"the record '{name}' reaches beyond the file", $"at most {file.Length}", $"{stored} bytes from {data}", Refetch);
        return data;
    }

    private const string Refetch = "Copy or download the file again.";

    private PickleException Bad(string problem, string? expected = null, string? actual = null, string? advice = null) =>
        new(file.Path, problem, expected: expected, actual: actual, advice: advice);

    private static ushort U16(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private static uint U32(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    private static long I64(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadInt64LittleEndian(bytes);
}
