using InternVideo2.Audio;
using InternVideo2.Video;

namespace InternVideo2.Data.Corpora;

/// <summary>How the media of corpora become tensors. The defaults are those of training (stage 2, 10.4 and 12).</summary>
public sealed record CorpusReading
{
    /// <summary>Which frames of a video. Default: 4, one drawn from each part. Pictures give their one frame.</summary>
    public FrameSampler Sampler { get; init; } = new IntervalSampler { Frames = 4, Random = true };

    /// <summary>Which part of the picture, at which size.</summary>
    public ClipTransform Transform { get; init; } = new AlignmentTransform();

    /// <summary>
    /// Clips in high resolution: each becomes a grid of at most so many tiles with the transform's side, and nothing else happens to it
    /// (<see cref="TiledClips"/>). Null: the transform. Default null.
    /// </summary>
    public int? MaxTiles { get; init; }

    /// <summary>Decoded frames are shrunk to it before the transform, so that more of them fit into the memory. Null: never.</summary>
    public int? ShortSide { get; init; }

    /// <summary>Bytes of decoded frames, and as many of decoded sound, that each corpus keeps in memory, so that the second epoch decodes nothing. Default 0: none.</summary>
    public long CacheBytes { get; init; }

    /// <summary>The sound's features. Default: ten seconds in 64 bands, of longer sounds a part that is drawn.</summary>
    public LogMelOptions Sound { get; init; } = new() { Crop = SoundCrop.Random };
}
