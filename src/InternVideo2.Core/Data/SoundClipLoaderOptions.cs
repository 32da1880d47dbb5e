using InternVideo2.Audio;

namespace InternVideo2.Data;

/// <summary>How the sound of a clip becomes a tensor.</summary>
public sealed record SoundClipLoaderOptions
{
    /// <summary>Window, bands and normalisation. Default those of the released model, with a random part of longer sounds (stage 2, 12).</summary>
    public LogMelOptions Features { get; init; } = new() { Crop = SoundCrop.Random };

    /// <summary>Limits of the decoder.</summary>
    public SoundReaderOptions Reader { get; init; } = SoundReaderOptions.Default;

    /// <summary>
    /// A file without any sound counts as padding from end to end ("zero_audio_padding_for_video"). Default false: it is a broken clip. A stream that is there
    /// and silent is sound.
    /// </summary>
    public bool PadMissing { get; init; }

    /// <summary>Bytes of decoded sound that may be kept in memory, 0 or more; clips are kept until it is full and stay. Default 0: none. No influence on the result.</summary>
    public long CacheBytes { get; init; }

    /// <summary>Throws when a member is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the member, its value and the allowed range.</exception>
    public void Validate()
    {
        Features.Validate();
        Reader.Validate();
        OptionRange.Check(CacheBytes >= 0, nameof(SoundClipLoaderOptions), nameof(CacheBytes), CacheBytes, "0 or more");
    }
}
