namespace InternVideo2.Data.Corpora;

/// <summary>
/// Batches from several corpora, each batch of one media type (stage 2, 10.5): corpora of a type are joined; an epoch has every batch of every type
/// once, in an order drawn anew, so that a type comes as often as it has batches. Which batch comes when and what is in it is decided by the seed
/// and the cursor alone; <see cref="DataCursor.Position"/> counts batches here.
/// </summary>
public sealed class MediaMixer : IClipSource
{
    private readonly IReadOnlyList<MediaLane> _lanes;
    private readonly MixSchedule _schedule;
    private readonly ClipDatasetOptions _options;
    private readonly BatchStream _batches;
    private readonly Lazy<string> _fingerprint;

    /// <param name="corpora">At least one; names differ. Their loaders are used, not owned.</param>
    /// <param name="options">How; <see cref="ClipDatasetOptions.SamplesPerClip"/> must be 1.</param>
    /// <param name="sizes">Batch sizes of media types that differ from the common one.</param>
    /// <exception cref="ArgumentException">Corpora do not fit, an option is out of its range, or a type has fewer samples than a batch.</exception>
    /// <exception cref="ManifestException">No clip of a corpus has captions as wanted.</exception>
    public MediaMixer(IReadOnlyList<Corpus> corpora, ClipDatasetOptions options, MediaBatchSizes? sizes = null)
    {
        options.Validate();
        sizes?.Validate();
        OptionRange.Check(options.SamplesPerClip == 1, nameof(ClipDatasetOptions), nameof(options.SamplesPerClip), options.SamplesPerClip, $"1 in a {nameof(MediaMixer)}");
        _options = options;
        CheckNames(corpora);
        Broken = new BrokenClips(options.MaxBrokenClips);
        var dropped = new List<DroppedClip>();
        var kept = corpora.Select(corpus => (corpus.Media, Samples: CorpusSamples.Of(corpus, dropped))).ToList();
        Dropped = dropped;
        _lanes =
        [
            .. kept.GroupBy(c => c.Media).OrderBy(c => c.Key).Select(type => new MediaLane(
                type.Key, [.. type.SelectMany(c => c.Samples)], sizes?.Of(type.Key, options.BatchSize) ?? options.BatchSize, options, Broken)),
        ];
        _schedule = new MixSchedule([.. _lanes.Select(lane => lane.Batches)], options.Seed, options.Shuffle);
        BatchesPerEpoch = _lanes.Sum(lane => lane.Batches);
        _batches = new BatchStream(Prepare, options.Prefetch);
        _fingerprint = new(() => Print(corpora));
    }

    public int BatchesPerEpoch { get; }

    /// <summary>The number of samples in an epoch's batches.</summary>
    public int SamplesPerEpoch => _lanes.Sum(lane => lane.Batches * lane.BatchSize);

    /// <summary>Clips left out because of their captions.</summary>
    public IReadOnlyList<DroppedClip> Dropped { get; }

    /// <summary>Clips that could not be read so far. Depends on how much was read ahead.</summary>
    public BrokenClips Broken { get; }

    public DataCursor Cursor
    {
        get => _batches.Cursor;
        set
        {
            if (value.Epoch < 0 || value.Position < 0 || value.Position > BatchesPerEpoch)
            {
                throw new ArgumentOutOfRangeException(nameof(value), value, $"The cursor must lie in an epoch from 0 and at a batch 0 … {BatchesPerEpoch}.");
            }

            _batches.Cursor = value;
        }
    }

    public string Fingerprint => _fingerprint.Value;

    /// <summary>The types of an epoch's batches, in order.</summary>
    public IReadOnlyList<MediaType> Schedule(int epoch) => [.. _schedule.Of(epoch).Select(place => _lanes[place.Lane].Media)];

    public ClipBatch Next(CancellationToken cancellation = default) => _batches.Next(cancellation);

    public void Dispose() => _batches.Dispose();

    /// <summary>Reads the batch at a cursor. Runs on the background thread.</summary>
    private (ClipBatch Batch, DataCursor After) Prepare(DataCursor from, CancellationToken cancellation)
    {
        var (epoch, position) = from.Position < BatchesPerEpoch ? from : new DataCursor(from.Epoch + 1, 0);
        var (lane, number) = _schedule.Of(epoch)[position];
        return (_lanes[lane].Read(epoch, number, cancellation), new DataCursor(epoch, position + 1));
    }

    private string Print(IReadOnlyList<Corpus> corpora)
    {
        var sizes = string.Join(", ", _lanes.Select(lane => FormattableString.Invariant($"{lane.Media} {lane.BatchSize}")));
        var hash = CorpusFingerprint.Of(corpora, FormattableString.Invariant($"{sizes}; {_options.Seed} {_options.Shuffle} {_options.Draws}"));
        return FormattableString.Invariant($"{SamplesPerEpoch} samples, batches {sizes}, seed {_options.Seed}, {hash}");
    }

    private static void CheckNames(IReadOnlyList<Corpus> corpora)
    {
        if (corpora.Count == 0)
        {
            throw new ArgumentException("There is no corpus; give at least one.", nameof(corpora));
        }

        if (corpora.GroupBy(c => c.Name).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw new ArgumentException($"{twice.Count()} corpora are called '{twice.Key}'; names must differ, because they tell clips apart.", nameof(corpora));
        }
    }
}
