using InternVideo2.Data;
using static TorchSharp.torch;

namespace InternVideo2.Evaluation;

/// <summary>
/// All media of a test, read and encoded batch by batch: while one is encoded, the next is read. Vectors are kept, tokens as far as memory was granted;
/// the others are made a second time when they are needed. Owns what it keeps.
/// </summary>
internal sealed class MediaPool : IDisposable
{
    private readonly IDualEncoder model;
    private readonly IReadOnlyList<ClipEntry[]> chunks;
    private readonly MediaReader read;
    private readonly Dictionary<int, EncodedMedia> kept = [];
    private Tensor? vectors;

    /// <param name="model">Used, not owned.</param>
    /// <param name="clips">One or more.</param>
    /// <param name="read">Reads them.</param>
    /// <param name="batch">Media in one batch.</param>
    public MediaPool(IDualEncoder model, IReadOnlyList<ClipEntry> clips, MediaReader read, int batch)
    {
        if (clips.Count == 0) throw new ArgumentException("There are no media to look at.", nameof(clips));
        (this.model, this.read, chunks) = (model, read, [.. clips.Chunk(batch)]);
    }

    /// <summary>M × D at unit length, once <see cref="Encode"/> has run.</summary>
    public Tensor Vectors => vectors ?? throw new InvalidOperationException($"{nameof(Encode)} has not run.");

    /// <summary>What the media are.</summary>
    public MediaType Media { get; private set; }

    /// <summary>Frames of a medium; 0 for sound.</summary>
    public int Frames { get; private set; }

    /// <summary>Encodes all media.</summary>
    /// <param name="tokenMemory">Bytes of tokens that may be kept.</param>
    /// <param name="progress">Told after every batch.</param>
    /// <param name="cancellation">Looked at between batches.</param>
    public void Encode(long tokenMemory, IProgress<EvaluationProgress>? progress, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var phase = new PhaseProgress("media", chunks.Sum(chunk => chunk.Length), progress);
        var parts = new List<Tensor>();
        ForEach(Enumerable.Range(0, chunks.Count), (number, batch) =>
        {
            if (number == 0) (Media, Frames) = (batch.Media, batch.HasFrames ? (int)batch.Frames.shape[2] : 0);
            if (batch.Media != Media) throw new InvalidDataException($"A test has media of one type; '{batch.Ids[0]}' is of type {batch.Media}, those before of type {Media}.");
            using var inner = NewDisposeScope();
            var media = model.EncodeMedia(batch);
            parts.Add(inner.MoveToOuter(Cosine.Unit(media.Vectors)));
            if (media.Tokens is { } tokens && tokens.numel() * tokens.element_size() is var bytes && bytes <= tokenMemory)
            {
                tokenMemory -= bytes;
                kept.Add(number, new(media.Media, media.Vectors.DetachFromDisposeScope(), tokens.DetachFromDisposeScope()));
            }
            phase.Add(chunks[number].Length);
        }, cancellation);
        vectors = scope.MoveToOuter(cat(parts, 0));
    }

    /// <summary>Goes through the media once more, with their tokens.</summary>
    /// <param name="action">Gets the index of the batch's first medium and the encoded batch, which stays the pool's.</param>
    /// <param name="cancellation">Looked at between batches.</param>
    public void Again(Action<int, EncodedMedia> action, CancellationToken cancellation)
    {
        var firsts = new int[chunks.Count];
        for (var number = 1; number < firsts.Length; number++) firsts[number] = firsts[number - 1] + chunks[number - 1].Length;
        foreach (var (number, media) in kept)
        {
            cancellation.ThrowIfCancellationRequested();
            action(firsts[number], media);
        }
        ForEach(Enumerable.Range(0, chunks.Count).Where(number => !kept.ContainsKey(number)), (number, batch) =>
        {
            using var media = model.EncodeMedia(batch);
            action(firsts[number], media);
        }, cancellation);
    }

    public void Dispose()
    {
        vectors?.Dispose();
        foreach (var media in kept.Values) media.Dispose();
    }

    private void ForEach(IEnumerable<int> numbers, Action<int, ClipBatch> action, CancellationToken cancellation)
    {
        Task<ClipBatch>? next = null;
        try
        {
            foreach (var (number, following) in numbers.Zip(numbers.Skip(1).Select(n => (int?)n).Append(null)))
            {
                cancellation.ThrowIfCancellationRequested();
                next ??= Begin(number, cancellation);
                using var batch = next.GetAwaiter().GetResult();
                next = following is { } later ? Begin(later, cancellation) : null;
                action(number, batch);
            }
        }
        finally
        {
            // What was read ahead and nobody wants.
            next?.ContinueWith(task => task.Result.Dispose(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
        }
    }

    // Scopes belong to a thread: what is read on another one is in none.
    private Task<ClipBatch> Begin(int number, CancellationToken cancellation) => Task.Run(() => read(chunks[number], cancellation), cancellation);
}
