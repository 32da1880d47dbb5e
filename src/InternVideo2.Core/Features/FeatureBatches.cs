using System.Diagnostics;
using InternVideo2.Data;
using static TorchSharp.torch;

namespace InternVideo2.Features;

/// <summary>Works through a list of clips batch by batch: while one is computed, the next is read. Which clips form a batch depends on the list alone.</summary>
internal sealed class FeatureBatches(Embedder embedder, IReadOnlyList<ClipEntry> clips, IClipLoader loader, FeatureRunOptions options)
{
    private readonly BrokenClips broken = new(options.MaxBrokenClips);

    /// <summary>One batch: the clips that have features, a row each (null without any), and the others.</summary>
    internal sealed record Batch(IReadOnlyList<string> Ids, Tensor? Features, IReadOnlyList<FailedClip> Failed) : IDisposable
    {
        public void Dispose() => Features?.Dispose();
    }

    /// <summary>Computes the batches that are not done yet, in order; each is the caller's.</summary>
    /// <param name="done">Batches done before, with so many clips, and what failed in them.</param>
    /// <param name="progress">Is told after each batch that was taken in.</param>
    /// <param name="cancellation">Ends it between two batches.</param>
    public IEnumerable<Batch> From((int Batches, int Clips, IReadOnlyList<FailedClip> Failed) done, IProgress<FeatureProgress>? progress, CancellationToken cancellation)
    {
        var entries = clips.ToDictionary(clip => clip.Id);
        foreach (var failed in done.Failed) broken.Add(new ClipException(entries[failed.Id], failed.Reason));
        var chunks = clips.Chunk(options.BatchSize).ToList();
        var (count, failures, before) = (done.Clips, done.Failed.Count, done.Clips + done.Failed.Count);
        var clock = Stopwatch.StartNew();
        Task<ClipBatch?>? next = null;
        try
        {
            for (var i = done.Batches; i < chunks.Count; i++)
            {
                next ??= Begin(chunks, i, cancellation);
                using var read = next.GetAwaiter().GetResult();
                next = i + 1 < chunks.Count ? Begin(chunks, i + 1, cancellation) : null;
                cancellation.ThrowIfCancellationRequested();
                var ids = read?.Ids ?? [];
                var batch = new Batch(ids, read is null ? null : embedder.Embed(read.Frames).DetachFromDisposeScope(), Failures(chunks[i], ids));
                (count, failures) = (count + ids.Count, failures + batch.Failed.Count);
                yield return batch;
                var rate = (count + failures - before) / clock.Elapsed.TotalSeconds;
                progress?.Report(new(count, failures, clips.Count, rate, TimeSpan.FromSeconds((clips.Count - count - failures) / rate)));
            }
        }
        finally
        {
            // What was read ahead and nobody wants; its error, if it ended with one, concerns clips that were not asked for any more.
            next?.ContinueWith(task => task.Result?.Dispose(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
        }
    }

    private Task<ClipBatch?> Begin(List<ClipEntry[]> chunks, int number, CancellationToken cancellation) => Task.Run(() =>
    {
        using var assembly = new BatchAssembly(broken, options.Workers);
        assembly.Add([.. chunks[number].Select(clip => PendingClip.OfFrames(clip, new SeededRandom(0, SeededRandom.Stream(clip.Id)), loader))], cancellation);
        return assembly.Count == 0 ? null : assembly.Finish();
    }, cancellation);

    private List<FailedClip> Failures(ClipEntry[] chunk, IReadOnlyList<string> read)
    {
        var missing = chunk.Select(clip => clip.Id).Except(read).ToHashSet();
        return missing.Count == 0 ? [] : [.. broken.List.Where(e => missing.Contains(e.Clip.Id)).Select(e => new FailedClip(e.Clip.Id, e.InnerException?.Message ?? e.Message))];
    }
}
