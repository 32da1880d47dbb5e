using InternVideo2.Video;

namespace InternVideo2.Data.Frames;

/// <summary>Decoded cuts that need not be decoded again. Thread-safe.</summary>
internal interface IFrameStore
{
    /// <summary>Bytes of frames that are kept.</summary>
    long Bytes { get; }

    /// <summary>The frames of a cut, or null. The caller disposes them.</summary>
    IStoredFrames? Find(FrameKey key);

    /// <summary>Whether so many bytes more may be kept; they are reserved then, until <see cref="Keep"/> or <see cref="Release"/>.</summary>
    bool Reserve(long bytes);

    /// <summary>Gives back what was reserved for a cut that could not be decoded.</summary>
    void Release(long bytes);

    /// <summary>Keeps a cut for which its number of bytes was reserved.</summary>
    void Keep(FrameKey key, VideoClip clip);
}
