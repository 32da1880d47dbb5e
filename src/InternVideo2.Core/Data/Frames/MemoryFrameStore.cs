using System.Collections.Concurrent;
using InternVideo2.Video;

namespace InternVideo2.Data.Frames;

/// <summary>Keeps cuts in memory until it is full.</summary>
/// <param name="limit">Most bytes of frames.</param>
internal sealed class MemoryFrameStore(long limit) : IFrameStore
{
    private readonly ConcurrentDictionary<FrameKey, VideoClip> _kept = [];
    private long _bytes;

    public long Bytes => Interlocked.Read(ref _bytes);

    public IStoredFrames? Find(FrameKey key) => _kept.TryGetValue(key, out var clip) ? new FramesInMemory(clip) : null;

    public bool Reserve(long bytes)
    {
        if (Interlocked.Add(ref _bytes, bytes) <= limit)
        {
            return true;
        }

        Release(bytes);
        return false;
    }

    public void Release(long bytes) => Interlocked.Add(ref _bytes, -bytes);

    public void Keep(FrameKey key, VideoClip clip)
    {
        // Another thread may have decoded the same cut meanwhile.
        if (!_kept.TryAdd(key, clip))
        {
            Release(clip.Pixels.Length);
        }
    }
}
