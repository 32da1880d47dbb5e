using System.IO.Compression;

namespace InternVideo2.Checkpoints.Pickled;

/// <summary>One file in a zip archive.</summary>
/// <param name="Name">Its path in the archive.</param>
/// <param name="Deflated">Whether the bytes are compressed; otherwise they lie in the archive as they are.</param>
/// <param name="Offset">First byte of the data, counted from the start of the archive.</param>
/// <param name="StoredLength">Bytes in the archive.</param>
/// <param name="Length">Bytes when unpacked.</param>
internal sealed record ZipRecord(string Name, bool Deflated, long Offset, long StoredLength, long Length)
{
    /// <summary>Copies a part of the unpacked bytes.</summary>
    /// <param name="file">The archive.</param>
    /// <param name="from">Where the part begins, in unpacked bytes.</param>
    /// <param name="to">Its destination.</param>
    /// <exception cref="PickleException">The compressed bytes are damaged or fewer than the directory says.</exception>
    public void CopyTo(MappedFile file, long from, Span<byte> to)
    {
        if (!Deflated)
        {
            file.Slice(Offset + from, to.Length).CopyTo(to);
            return;
        }
        try
        {
            using var packed = file.Stream(Offset, StoredLength);
            using var unpacked = new DeflateStream(packed, CompressionMode.Decompress);
            Skip(unpacked, from);
            unpacked.ReadExactly(to);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new PickleException(file.Path, $"the compressed record '{Name}' is damaged ({e.Message})",
                expected: $"{Length} bytes", advice: "Copy or download the file again.", inner: e);
        }
    }

    private static void Skip(Stream stream, long count)
    {
        var rest = new byte[(int)Math.Min(count, 1 << 16)];
        while (count > 0)
        {
            var part = (int)Math.Min(count, rest.Length);
            stream.ReadExactly(rest, 0, part);
            count -= part;
        }
    }
}
