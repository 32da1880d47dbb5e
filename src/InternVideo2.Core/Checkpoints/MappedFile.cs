using System.IO.MemoryMappedFiles;

namespace InternVideo2.Checkpoints;

/// <summary>The bytes of a file, mapped into memory and read-only: nothing is read before it is looked at. Not for empty files.</summary>
internal sealed unsafe class MappedFile : IDisposable
{
    private readonly MemoryMappedFile map;
    private readonly MemoryMappedViewAccessor view;
    private readonly byte* start;
    private bool disposed;

    private MappedFile(string path, FileStream stream)
    {
        (Path, Length) = (path, stream.Length);
        // The mapping keeps the stream, and with it the lock that tells well-behaved writers to stay away.
        map = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
        view = map.CreateViewAccessor(0, Length, MemoryMappedFileAccess.Read);
        byte* pointer = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref pointer);
        start = pointer + view.PointerOffset;
    }

    public string Path { get; }

    public long Length { get; }

    public static MappedFile Open(string path)
    {
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        try
        {
            return new MappedFile(path, stream);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Bytes of the mapping, valid until the file is disposed.</summary>
    public ReadOnlySpan<byte> Slice(long offset, int count)
    {
        Check(offset, count);
        return new ReadOnlySpan<byte>(start + offset, count);
    }

    /// <summary>A stream over a part of the mapping, valid until the file is disposed.</summary>
    public Stream Stream(long offset, long count)
    {
        Check(offset, count);
        return new UnmanagedMemoryStream(start + offset, count);
    }

    public void Dispose()
    {
        if (disposed) return;
        disposed = true;
        view.SafeMemoryMappedViewHandle.ReleasePointer();
        view.Dispose();
        map.Dispose();
    }

    private void Check(long offset, long count)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        if (offset < 0 || count < 0 || offset > Length - count)
            throw new ArgumentOutOfRangeException(nameof(offset), $"{count} bytes from {offset} do not lie within the {Length} bytes of '{Path}'.");
    }
}
