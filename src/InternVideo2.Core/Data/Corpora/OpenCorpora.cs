using InternVideo2.Video;

namespace InternVideo2.Data.Corpora;

/// <summary>The corpora of a file, ready to be read. Owns their loaders.</summary>
public sealed class OpenCorpora : IDisposable
{
    private readonly List<IClipLoader> _loaders = [];

    /// <param name="entries">From <see cref="CorporaFile.Read"/>, or made by hand.</param>
    /// <param name="reading">How; null for the defaults.</param>
    /// <exception cref="ManifestException">An annotation list cannot be used.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public OpenCorpora(IEnumerable<CorpusEntry> entries, CorpusReading? reading = null)
    {
        reading ??= new CorpusReading();
        Corpora = [.. entries.Select(entry => Open(entry, reading))];
    }

    /// <summary>In the order of the file.</summary>
    public IReadOnlyList<Corpus> Corpora { get; }

    public void Dispose() => _loaders.ForEach(loader => loader.Dispose());

    private Corpus Open(CorpusEntry entry, CorpusReading reading) => new()
    {
        Name = entry.Name,
        Media = entry.MediaType,
        Clips = entry.ReadClips(),
        Frames = entry.MediaType == MediaType.Audio ? null : Own(new VideoClipLoader(new()
        {
            Sampler = entry.MediaType == MediaType.Image ? new IntervalSampler { Frames = 1 } : reading.Sampler,
            Transform = reading.Transform,
            ShortSide = reading.ShortSide,
            CacheBytes = reading.CacheBytes,
        })),
        Sound = entry.MediaType is MediaType.Audio or MediaType.AudioVideo
            ? Own(new SoundClipLoader(new() { Features = reading.Sound, PadMissing = entry.ZeroAudioPaddingForVideo }))
            : null,
        Captions = entry.Captions,
        Positives = entry.Positives,
        Weight = entry.SampleWeight,
    };

    private IClipLoader Own(IClipLoader loader)
    {
        _loaders.Add(loader);
        return loader;
    }
}
