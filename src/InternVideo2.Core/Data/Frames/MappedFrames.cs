using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using InternVideo2.Video;

namespace InternVideo2.Data.Frames;

/// <summary>
/// A file of decoded frames, mapped into memory. Little-endian: eight letters; length and last change of the source (int64 each); T, H, W
/// and a zero (int32 each); T timestamps (float64); T frame numbers (int32); T·H·W·3 bytes of pixels.
/// </summary>
internal sealed class MappedFrames : IStoredFrames
{
    private const ulong Magic = 0x31304d5246325649; // "IV2FRM01"
    private const int HeaderBytes = 40;

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly Header _header;
    private readonly string _source;

    private MappedFrames(MemoryMappedFile file, MemoryMappedViewAccessor view, Header header, string source) =>
        (_file, _view, _header, _source) = (file, view, header, source);

    public int Count => _header.Frames;

    /// <summary>Maps a file, or returns null: it is not there, damaged, or of another state of the source.</summary>
    public static MappedFrames? Open(string path, FrameKey key)
    {
        FileStream stream;
        try
        {
            stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        }
        catch (FileNotFoundException)
        {
            return null;
        }

        // The mapping outlives the name: a reader keeps its frames when another process replaces the file.
        using (stream)
        {
            if (stream.Length < HeaderBytes) return null;
            var file = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
            var view = file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
            view.Read(0, out Header header);
            if (header.Magic == Magic && header.SourceLength == key.Length && header.SourceLastWrite == key.LastWrite && header.IsWhole(stream.Length))
            {
                return new MappedFrames(file, view, header, key.Path);
            }

            view.Dispose();
            file.Dispose();
            return null;
        }
    }

    /// <summary>Bytes of the file for a clip.</summary>
    public static long Size(VideoClip clip) => HeaderBytes + (12L * clip.Frames) + clip.Pixels.Length;

    /// <summary>Writes the file for a clip.</summary>
    public static void Write(Stream stream, FrameKey key, VideoClip clip)
    {
        var header = new Header
        {
            Magic = Magic,
            SourceLength = key.Length,
            SourceLastWrite = key.LastWrite,
            Frames = clip.Frames,
            Height = clip.Height,
            Width = clip.Width,
        };
        stream.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<Header>(in header)));
        stream.Write(MemoryMarshal.AsBytes(clip.Timestamps.AsSpan()));
        stream.Write(MemoryMarshal.AsBytes(clip.Indices.AsSpan()));
        stream.Write(clip.Pixels);
    }

    public VideoClip Pick(int[] frames)
    {
        var frameBytes = _header.Height * _header.Width * 3;
        var pixels = new byte[frames.Length * frameBytes];
        var (timestamps, indices) = (new double[frames.Length], new int[frames.Length]);
        var memory = _view.SafeMemoryMappedViewHandle;
        for (var t = 0; t < frames.Length; t++)
        {
            var frame = frames[t] < 0 ? frames[t] + Count : frames[t];
            ArgumentOutOfRangeException.ThrowIfNegative(frame, nameof(frames));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(frame, Count, nameof(frames));
            timestamps[t] = _view.ReadDouble(HeaderBytes + (8L * frame));
            indices[t] = _view.ReadInt32(HeaderBytes + (8L * Count) + (4L * frame));
            memory.ReadSpan((ulong)(HeaderBytes + (12L * Count) + ((long)frame * frameBytes)), pixels.AsSpan(t * frameBytes, frameBytes));
        }

        return new VideoClip(pixels, frames.Length, _header.Height, _header.Width, timestamps, indices, _source);
    }

    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Header
    {
        public ulong Magic;
        public long SourceLength;
        public long SourceLastWrite;
        public int Frames;
        public int Height;
        public int Width;
        public int Zero;

        public readonly bool IsWhole(long fileLength) =>
            Frames > 0 && Height > 0 && Width > 0 && (Int128)fileLength == HeaderBytes + ((Int128)Frames * (12 + ((Int128)Height * Width * 3)));
    }
}
