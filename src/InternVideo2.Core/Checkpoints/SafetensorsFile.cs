using System.Buffers.Binary;
using System.Collections.ObjectModel;
using System.IO.MemoryMappedFiles;
using System.Text;

namespace InternVideo2.Checkpoints;

/// <summary>
/// A safetensors file, mapped into memory: opening it reads the header only. The whole structure is checked at opening, so a file that
/// opens has every byte it promises. Safe for concurrent reads. Disposing unmaps the file: spans handed out before must no longer be used.
/// </summary>
public sealed unsafe partial class SafetensorsFile : ICheckpoint
{
    private static readonly byte[] LfsPointer = "version https://git-lfs"u8.ToArray();

    private readonly FileStream stream;
    private readonly MemoryMappedFile map;
    private readonly MemoryMappedViewAccessor view;
    private readonly byte* start;
    private IReadOnlyDictionary<string, CheckpointEntry>? plainEntries;
    private bool disposed;

    private SafetensorsFile(string path, FileStream stream, long length)
    {
        Path = path;
        this.stream = stream;
        // The mapping keeps the stream, and with it the lock that tells well-behaved writers to stay away.
        map = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
        view = map.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
        byte* pointer = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref pointer);
        start = pointer + view.PointerOffset;
        Metadata = ReadOnlyDictionary<string, string>.Empty;
        Entries = new OrderedDictionary<string, SafetensorsEntry>();
    }

    /// <summary>The file as it was named to <see cref="Open"/>.</summary>
    public string Path { get; }

    /// <summary>The header's <c>__metadata__</c>, empty if there is none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; private set; }

    /// <summary>The tensors by name, enumerated in the order of their data.</summary>
    public IReadOnlyDictionary<string, SafetensorsEntry> Entries { get; private set; }

    IReadOnlyDictionary<string, CheckpointEntry> ICheckpoint.Entries => plainEntries ??=
        new OrderedDictionary<string, CheckpointEntry>(Entries.Select(entry => KeyValuePair.Create<string, CheckpointEntry>(entry.Key, entry.Value)));

    /// <summary>Maps <paramref name="path"/> and checks its header.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="SafetensorsException">The file is not a well-formed safetensors file; the message says where and what to do.</exception>
    public static SafetensorsFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        SafetensorsFile? file = null;
        try
        {
            var length = stream.Length;
            var headerLength = ReadHeaderLength(path, stream, length);
            file = new SafetensorsFile(path, stream, length);
            var dataStart = SafetensorsHeader.PrefixSize + headerLength;
            var json = new ReadOnlySpan<byte>(file.start + SafetensorsHeader.PrefixSize, (int)headerLength);
            var header = SafetensorsHeaderParser.Parse(path, json, dataStart, length - dataStart);
            var entries = new OrderedDictionary<string, SafetensorsEntry>(header.Entries.Count);
            foreach (var entry in header.Entries) entries.Add(entry.Name, entry);
            (file.Metadata, file.Entries) = (header.Metadata, entries);
            return file;
        }
        catch
        {
            file?.Dispose();
            stream.Dispose();
            throw;
        }
    }

    /// <summary>The entry of <paramref name="name"/>.</summary>
    /// <exception cref="SafetensorsException">The file has no such tensor; the message lists the nearest names.</exception>
    public SafetensorsEntry Entry(string name)
    {
        if (Entries.TryGetValue(name, out var entry)) return entry;
        var stem = name.Split('.')[^1];
        var near = Entries.Keys.Where(k => k.EndsWith(stem, StringComparison.Ordinal)).Take(5).ToList();
        throw new SafetensorsException(Path, "the file has no such tensor", name, actual: $"{Entries.Count} other tensors",
            advice: near.Count == 0 ? null : $"Near names: {string.Join(", ", near)}.");
    }

    /// <summary>The bytes of a tensor, in the mapping: valid until the file is disposed. Little-endian, row-major.</summary>
    /// <exception cref="SafetensorsException">No such tensor, or more than 2 GiB (a span cannot hold them; read it as a tensor).</exception>
    public ReadOnlySpan<byte> Bytes(string name)
    {
        var entry = Entry(name);
        if (entry.Length > int.MaxValue)
            throw new SafetensorsException(Path, "the tensor is too large for one span", name, $"at most {int.MaxValue} bytes", $"{entry.Length}",
                "Read it as a tensor.");
        return Slice(entry, 0, (int)entry.Length);
    }

    public void Dispose()
    {
        if (disposed) return;
        disposed = true;
        view.SafeMemoryMappedViewHandle.ReleasePointer();
        view.Dispose();
        map.Dispose();
    }

    private ReadOnlySpan<byte> Slice(SafetensorsEntry entry, long from, int count)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        return new ReadOnlySpan<byte>(start + entry.Offset + from, count);
    }

    private static long ReadHeaderLength(string path, FileStream stream, long length)
    {
        var first = new byte[Math.Min(length, LfsPointer.Length)];
        stream.ReadExactly(first);
        if (first.AsSpan().SequenceEqual(LfsPointer))
            throw new SafetensorsException(path, "this is a git-LFS pointer, not the tensors themselves",
                advice: "Run 'git lfs pull' in the repository it came from, or download the file itself.");
        if (length < SafetensorsHeader.PrefixSize)
            throw new SafetensorsException(path, "the file is too short", expected: "at least 8 bytes", actual: $"{length}",
                advice: "It is empty or truncated: copy or download it again.");
        var headerLength = BinaryPrimitives.ReadUInt64LittleEndian(first);
        if (headerLength > SafetensorsHeader.SizeLimit || headerLength > (ulong)(length - SafetensorsHeader.PrefixSize))
        {
            var tooLong = headerLength > SafetensorsHeader.SizeLimit;
            var follow = length - SafetensorsHeader.PrefixSize;
            throw new SafetensorsException(path, "the header cannot be as long as the first 8 bytes say",
                expected: tooLong ? $"at most {SafetensorsHeader.SizeLimit} bytes" : $"at most {follow} bytes, all that follow",
                actual: $"{headerLength}", advice: Advice(first, tooLong));
        }
        return (long)headerLength;
    }

    private static string Advice(ReadOnlySpan<byte> first, bool tooLong)
    {
        if (first.StartsWith("PK"u8) || first.StartsWith((ReadOnlySpan<byte>)[0x80, 0x02]))
            return $"The file looks like a PyTorch pickle (.pth): {nameof(Checkpoint)}.{nameof(Checkpoint.Open)} reads it, './iv2 convert' converts it.";
        if (first[0] is (byte)'<' or (byte)'{')
            return $"It begins with the text '{Encoding.ASCII.GetString(first[..8])}': probably an error page saved under this name.";
        return tooLong ? "This is not a safetensors file." : "The file is truncated: copy or download it again.";
    }
}
