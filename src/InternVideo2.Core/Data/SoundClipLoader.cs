using System.Collections.Concurrent;
using InternVideo2.Audio;
using InternVideo2.Data.Frames;
using InternVideo2.Video;
using static TorchSharp.torch;

namespace InternVideo2.Data;

/// <summary>
/// Decodes the sound of clips, from the same file and between the same times as their frames, or from the file that the list names for it. Thread-safe.
/// </summary>
public sealed class SoundClipLoader : IClipLoader
{
    private readonly SoundClipLoaderOptions _options;
    private readonly LogMel _features;
    private readonly ConcurrentDictionary<FrameKey, Sound?> _kept = [];
    private long _bytes;

    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public SoundClipLoader(SoundClipLoaderOptions? options = null)
    {
        _options = options ?? new SoundClipLoaderOptions();
        _options.Validate();
        _features = new LogMel(_options.Features);
    }

    /// <summary>Bytes of decoded sound that are kept.</summary>
    public long KeptBytes => Interlocked.Read(ref _bytes);

    public string Fingerprint => $"sound {_options.Features} {_options.PadMissing}";

    /// <returns>F × M, float32, normalised log-mel features; owned by the caller.</returns>
    /// <inheritdoc/>
    public Tensor Load(ClipEntry clip, SeededRandom random, CancellationToken cancellation)
    {
        try
        {
            var sound = Read(clip.SoundPath is { } file ? clip with { Path = file } : clip, cancellation);
            return sound is null && !_options.PadMissing
                ? throw new ClipException(clip, $"the file '{clip.SoundPath ?? clip.Path}' has no audio stream. List it as video alone, or set {nameof(SoundClipLoaderOptions)}.{nameof(SoundClipLoaderOptions.PadMissing)}.")
                : _features.Features(sound, random);
        }
        catch (VideoException e) when (e.Fault != VideoFault.ToolMissing)
        {
            throw new ClipException(clip, e.Message, e);
        }
    }

    private Sound? Read(ClipEntry clip, CancellationToken cancellation)
    {
        if (_options.CacheBytes == 0)
        {
            return Decode(clip, cancellation);
        }

        // The file's state before it is decoded: if it changes meanwhile, the sound is kept under a state that is no more.
        var key = FrameKey.Of(clip, null);
        if (_kept.TryGetValue(key, out var known))
        {
            return known;
        }

        var sound = Decode(clip, cancellation);
        var bytes = sizeof(float) * (sound?.Samples.LongLength ?? 0);
        if (Interlocked.Add(ref _bytes, bytes) > _options.CacheBytes || !_kept.TryAdd(key, sound))
        {
            Interlocked.Add(ref _bytes, -bytes);
        }

        return sound;
    }

    private Sound? Decode(ClipEntry clip, CancellationToken cancellation) =>
        SoundReader.ReadIfAny(clip.Path, clip.Start ?? 0, clip.End ?? double.PositiveInfinity, _options.Reader, cancellation)?.At(_options.Features.Rate);

    public void Dispose()
    {
    }
}
