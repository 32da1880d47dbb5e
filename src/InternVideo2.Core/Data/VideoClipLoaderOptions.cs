using InternVideo2.Video;

namespace InternVideo2.Data;

/// <summary>How a clip becomes a tensor. The defaults are pre-training's (stage 1, 8).</summary>
public sealed record VideoClipLoaderOptions
{
    /// <summary>Which frames of the cut.</summary>
    public FrameSampler Sampler { get; init; } = new SparseSampler();

    /// <summary>Which part of the picture, at which size.</summary>
    public ClipTransform Transform { get; init; } = new PretrainingTransform();

    /// <summary>Frames whose shorter side is longer are shrunk to it (antialiased) before the transform. Null: never. 16 or more.</summary>
    public int? ShortSide { get; init; }

    /// <summary>
    /// Bytes of decoded frames that may be kept, for data sets that are read again and again: the second epoch decodes nothing. Clips are kept
    /// until it is full and stay. 0: nothing is kept. No influence on the result. With <see cref="ShortSide"/> more clips fit.
    /// </summary>
    public long CacheBytes { get; init; }

    /// <summary>
    /// A folder for decoded frames: they are kept as files that are mapped into memory, also for later runs and for other processes, and
    /// <see cref="CacheBytes"/> counts all of them. The folder may be deleted at any time. Null: frames are kept in this process's memory.
    /// </summary>
    public string? CacheFolder { get; init; }

    /// <summary>Limits of the decoder.</summary>
    public VideoReaderOptions Reader { get; init; } = VideoReaderOptions.Default;

    /// <summary>Throws when a member is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the member, its value and the allowed range.</exception>
    public void Validate()
    {
        if (ShortSide < 16)
        {
            throw new ArgumentOutOfRangeException(nameof(ShortSide), ShortSide, $"{nameof(VideoClipLoaderOptions)}.{nameof(ShortSide)} is {ShortSide}; allowed: 16 or more, or null.");
        }

        if (CacheBytes < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(CacheBytes), CacheBytes, $"{nameof(VideoClipLoaderOptions)}.{nameof(CacheBytes)} is {CacheBytes}; allowed: 0 or more.");
        }

        if (CacheFolder is not null && (CacheFolder.Length == 0 || CacheBytes == 0))
        {
            throw new ArgumentOutOfRangeException(
                nameof(CacheFolder), CacheFolder, $"{nameof(VideoClipLoaderOptions)}.{nameof(CacheFolder)} is '{CacheFolder}' with {nameof(CacheBytes)} {CacheBytes}; allowed: a path, and room for frames.");
        }

        Reader.Validate();
    }
}
