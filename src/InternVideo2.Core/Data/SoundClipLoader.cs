using InternVideo2.Audio;
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

    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public SoundClipLoader(SoundClipLoaderOptions? options = null)
    {
        _options = options ?? new SoundClipLoaderOptions();
        _options.Validate();
        _features = new LogMel(_options.Features);
    }

    public string Fingerprint => $"sound {_options.Features} {_options.PadMissing}";

    /// <returns>F × M, float32, normalised log-mel features; owned by the caller.</returns>
    /// <inheritdoc/>
    public Tensor Load(ClipEntry clip, SeededRandom random, CancellationToken cancellation)
    {
        try
        {
            var (start, end) = (clip.Start ?? 0, clip.End ?? double.PositiveInfinity);
            var sound = SoundReader.ReadIfAny(clip.SoundPath ?? clip.Path, start, end, _options.Reader, cancellation);
            return sound is null && !_options.PadMissing
                ? throw new ClipException(clip, $"the file '{clip.SoundPath ?? clip.Path}' has no audio stream. List it as video alone, or set {nameof(SoundClipLoaderOptions)}.{nameof(SoundClipLoaderOptions.PadMissing)}.")
                : _features.Features(sound, random);
        }
        catch (VideoException e) when (e.Fault != VideoFault.ToolMissing)
        {
            throw new ClipException(clip, e.Message, e);
        }
    }

    public void Dispose()
    {
    }
}
