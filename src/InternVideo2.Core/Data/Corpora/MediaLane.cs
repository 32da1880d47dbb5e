namespace InternVideo2.Data.Corpora;

/// <summary>
/// All corpora of one media type as one data set with a batch size and an order of its own (stage 2, 10.5). A batch is a function of epoch and
/// number: a clip that cannot be read is replaced by others that the same numbers decide.
/// </summary>
internal sealed class MediaLane
{
    // Purposes of draws.
    private const ulong OrderStream = 1;
    private const ulong SampleStream = 2;
    private const ulong CaptionStream = 3;
    private const ulong ReplacementStream = 4;
    private const ulong QuestionStream = 5;

    private readonly IReadOnlyList<(Corpus Corpus, ClipEntry Clip)> _samples;
    private readonly ClipDatasetOptions _options;
    private readonly BrokenClips _broken;
    private readonly IReadOnlyList<string> _columns;
    private readonly bool _talks;
    private (int Epoch, int[] Order) _order = (-1, []);

    /// <param name="media">The type.</param>
    /// <param name="samples">Every sample of an epoch.</param>
    /// <param name="batchSize">Samples per batch.</param>
    /// <param name="options">Seed, shuffling, draws and workers.</param>
    /// <param name="broken">Takes note of clips that cannot be read.</param>
    public MediaLane(MediaType media, IReadOnlyList<(Corpus Corpus, ClipEntry Clip)> samples, int batchSize, ClipDatasetOptions options, BrokenClips broken)
    {
        (Media, _samples, BatchSize, _options, _broken) = (media, samples, batchSize, options, broken);
        var names = string.Join(", ", samples.Select(s => s.Corpus.Name).Distinct());
        if (samples.Any(s => s.Corpus.Captions.All != samples[0].Corpus.Captions.All))
        {
            throw new ArgumentException($"The corpora {names} of type {media} are batched together, so either all or none of them choose {nameof(CaptionChoice)}.{nameof(CaptionChoice.All)}.");
        }

        _talks = samples[0].Corpus.Conversations is not null;
        if (samples.Any(s => s.Corpus.Conversations is not null != _talks))
        {
            throw new ArgumentException($"The corpora {names} of type {media} are batched together, so either all or none of them have {nameof(Corpus)}.{nameof(Corpus.Conversations)}.");
        }

        _columns = _talks ? [] : samples[0].Corpus.Captions.Columns(samples.Select(s => s.Clip), names);
        if (batchSize > samples.Count)
        {
            throw new ArgumentException($"A batch of {batchSize} cannot be filled from the {samples.Count} samples of type {media} ({names}). Make the batch smaller or the corpora larger.");
        }
    }

    public MediaType Media { get; }

    public int BatchSize { get; }

    public int Batches => _samples.Count / BatchSize;

    /// <summary>Reads a batch, owned by the caller.</summary>
    /// <param name="epoch">From 0.</param>
    /// <param name="number">0 … <see cref="Batches"/> − 1.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public ClipBatch Read(int epoch, int number, CancellationToken cancellation)
    {
        using var assembly = new BatchAssembly(_broken, _options.Workers);
        var wanted = Order(epoch).AsSpan(number * BatchSize, BatchSize).ToArray();
        var read = Add(assembly, wanted, epoch, cancellation);
        if (read.Count < BatchSize)
        {
            Fill(assembly, read, wanted, epoch, number, cancellation);
        }

        return Finish(assembly, read, epoch);
    }

    /// <summary>Reads these samples, without replacements, as a batch owned by the caller.</summary>
    public ClipBatch Read(IReadOnlyList<int> samples, int epoch, CancellationToken cancellation)
    {
        using var assembly = new BatchAssembly(_broken, _options.Workers);
        return Finish(assembly, Add(assembly, samples, epoch, cancellation), epoch);
    }

    private List<int> Add(BatchAssembly assembly, IReadOnlyList<int> samples, int epoch, CancellationToken cancellation)
    {
        var draw = _options.Draws is { } draws ? epoch % draws : epoch;
        var kept = assembly.Add([.. samples.Select(index => Pending(index, draw))], cancellation);
        return [.. kept.Select(place => samples[place])];
    }

    private PendingClip Pending(int index, int draw)
    {
        var (corpus, clip) = _samples[index];
        var random = new SeededRandom(_options.Seed, SampleStream, (ulong)Media, (ulong)draw, (ulong)index);
        return new PendingClip(clip, corpus.IdOf(clip), cancellation => [corpus.Read(clip, random, cancellation)]);
    }

    private void Fill(BatchAssembly assembly, List<int> read, int[] wanted, int epoch, int number, CancellationToken cancellation)
    {
        var others = new SeededRandom(_options.Seed, ReplacementStream, (ulong)Media, (ulong)epoch, (ulong)number).Permutation(_samples.Count).Except(wanted).ToArray();
        for (var next = 0; read.Count < BatchSize;)
        {
            var some = others.AsSpan(next, Math.Min(BatchSize - read.Count, others.Length - next)).ToArray();
            if (some.Length == 0)
            {
                throw new InvalidDataException($"Fewer than {BatchSize} samples of type {Media} can be read, not enough for one batch.");
            }

            read.AddRange(Add(assembly, some, epoch, cancellation));
            next += some.Length;
        }
    }

    private ClipBatch Finish(BatchAssembly assembly, List<int> read, int epoch)
    {
        var captions = _columns.ToDictionary(column => column, _ => new List<string>(), StringComparer.Ordinal);
        var questions = new List<IReadOnlyList<ClipQuestion>>();
        var groups = new List<string>();
        foreach (var index in read)
        {
            var (corpus, clip) = _samples[index];
            var random = new SeededRandom(_options.Seed, CaptionStream, (ulong)Media, (ulong)epoch, (ulong)index);
            List<string> texts = [.. _columns.Select(column => corpus.Captions.Draw(clip, column, random))];
            foreach (var (column, text) in _columns.Zip(texts))
            {
                captions[column].Add(text);
            }

            if (corpus.Conversations is { } conversations)
            {
                questions.Add(conversations.Draw(clip, new SeededRandom(_options.Seed, QuestionStream, (ulong)Media, (ulong)epoch, (ulong)index)));
            }

            groups.Add(corpus.GroupOf(clip, texts));
        }

        return assembly.Finish() with
        {
            Media = Media,
            Captions = captions.ToDictionary(c => c.Key, c => (IReadOnlyList<string>)c.Value),
            Questions = questions,
            Groups = groups,
        };
    }

    private int[] Order(int epoch)
    {
        if (_order.Epoch != epoch)
        {
            _order = (epoch, _options.Shuffle
                ? new SeededRandom(_options.Seed, OrderStream, (ulong)Media, (ulong)epoch).Permutation(_samples.Count)
                : [.. Enumerable.Range(0, _samples.Count)]);
        }

        return _order.Order;
    }
}
