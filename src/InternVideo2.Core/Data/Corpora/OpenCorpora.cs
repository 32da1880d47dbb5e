using InternVideo2.Video;

namespace InternVideo2.Data.Corpora;

/// <summary>Corpora of files, ready to be read. Owns their loaders.</summary>
public sealed class OpenCorpora : IDisposable
{
    private readonly List<IClipLoader> _loaders = [];
    private readonly List<Corpus> _corpora = [];
    private readonly CorpusReading _reading;

    /// <param name="reading">How media become tensors; null for the defaults.</param>
    public OpenCorpora(CorpusReading? reading = null) => _reading = reading ?? new CorpusReading();

    /// <param name="entries">From <see cref="CorporaFile.Read"/>, or made by hand.</param>
    /// <param name="reading">How media become tensors; null for the defaults.</param>
    /// <exception cref="ManifestException">An annotation list cannot be used.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public OpenCorpora(IEnumerable<CorpusEntry> entries, CorpusReading? reading = null) : this(reading)
    {
        foreach (var entry in entries)
        {
            Add(entry);
        }
    }

    /// <summary>In the order in which they were added.</summary>
    public IReadOnlyList<Corpus> Corpora => _corpora;

    /// <summary>Adds a corpus of a corpora file.</summary>
    /// <exception cref="ManifestException">The annotation list cannot be used.</exception>
    public Corpus Add(CorpusEntry entry) => Add(new Corpus
    {
        Name = entry.Name,
        Media = entry.MediaType,
        Clips = entry.ReadClips(),
        Captions = entry.Captions,
        Conversations = entry.Talk,
        Positives = entry.Positives,
        Weight = entry.SampleWeight,
    }, entry.ZeroAudioPaddingForVideo);

    /// <summary>Adds the clips of a list as a corpus, each with one caption.</summary>
    /// <param name="name">Tells the corpus from others.</param>
    /// <param name="media">How the clips are seen and heard.</param>
    /// <param name="clips">Clips with files.</param>
    /// <param name="padMissing">Whether a file without sound counts as padding, instead of being a broken clip.</param>
    public Corpus Add(string name, MediaType media, ClipManifest clips, bool padMissing = false) => Add(new Corpus { Name = name, Media = media, Clips = clips }, padMissing);

    public void Dispose() => _loaders.ForEach(loader => loader.Dispose());

    private Corpus Add(Corpus corpus, bool padMissing)
    {
        var opened = corpus with
        {
            Frames = corpus.Media is MediaType.Audio or MediaType.Text ? null : Own(FramesOf(corpus.Media)),
            Sound = corpus.Media is MediaType.Audio or MediaType.AudioVideo
                ? Own(new SoundClipLoader(new() { Features = _reading.Sound, PadMissing = padMissing, CacheBytes = _reading.CacheBytes }))
                : null,
        };
        opened.Validate();
        _corpora.Add(opened);
        return opened;
    }

    private IClipLoader FramesOf(MediaType media)
    {
        var sampler = media == MediaType.Image ? new IntervalSampler { Frames = 1 } : _reading.Sampler;
        return _reading.MaxTiles is { } most
            ? new TiledClips(new() { Sampler = sampler, MaxTiles = most, TileSize = _reading.Transform.Size, Statistics = _reading.Transform.Statistics })
            : new VideoClipLoader(new() { Sampler = sampler, Transform = _reading.Transform, ShortSide = _reading.ShortSide, CacheBytes = _reading.CacheBytes });
    }

    private IClipLoader Own(IClipLoader loader)
    {
        _loaders.Add(loader);
        return loader;
    }
}
