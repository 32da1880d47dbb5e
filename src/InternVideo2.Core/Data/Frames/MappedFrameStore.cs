using InternVideo2.Checkpoints;
using InternVideo2.Video;

namespace InternVideo2.Data.Frames;

/// <summary>
/// Keeps cuts as files of a folder, a file each, which are mapped into memory when they are read: what was decoded once is not decoded again,
/// by this process or another. A file appears under its name when it is complete, so that readers and writers of several processes need no
/// lock and a crash leaves nothing half. A file that is damaged counts as absent and is replaced.
/// </summary>
internal sealed class MappedFrameStore : IFrameStore
{
    private readonly string _folder;
    private readonly long _limit;
    private readonly Lock _writing = new();
    private long _bytes;

    /// <param name="folder">Created if need be.</param>
    /// <param name="limit">Most bytes of all files in the folder; when it is full, nothing more is kept.</param>
    public MappedFrameStore(string folder, long limit)
    {
        (_folder, _limit) = (Path.GetFullPath(folder), limit);
        Directory.CreateDirectory(_folder);
        foreach (var left in Directory.EnumerateFiles(_folder, ".*.frames.*.tmp"))
        {
            // Of a process that was killed while it wrote; one that still writes is younger.
            if (File.GetLastWriteTimeUtc(left) < DateTime.UtcNow.AddHours(-1)) File.Delete(left);
        }

        _bytes = Directory.EnumerateFiles(_folder, "*.frames").Sum(file => new FileInfo(file).Length);
    }

    public long Bytes => Interlocked.Read(ref _bytes);

    public IStoredFrames? Find(FrameKey key) => MappedFrames.Open(Path.Combine(_folder, key.FileName), key);

    public bool Reserve(long bytes)
    {
        if (Interlocked.Add(ref _bytes, bytes) <= _limit)
        {
            return true;
        }

        Release(bytes);
        return false;
    }

    public void Release(long bytes) => Interlocked.Add(ref _bytes, -bytes);

    public void Keep(FrameKey key, VideoClip clip)
    {
        var path = Path.Combine(_folder, key.FileName);
        lock (_writing)
        {
            var before = new FileInfo(path) is { Exists: true } old ? old.Length : 0;
            try
            {
                AtomicFile.Write(path, stream => MappedFrames.Write(stream, key, clip), MappedFrames.Size(clip));
            }
            catch
            {
                Release(clip.Pixels.Length);
                throw;
            }

            Interlocked.Add(ref _bytes, MappedFrames.Size(clip) - clip.Pixels.Length - before);
        }
    }
}
