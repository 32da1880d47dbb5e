namespace InternVideo2.Data.Corpora;

/// <summary>A corpus from the first clip to the last, for evaluation.</summary>
public static class CorpusBatches
{
    /// <summary>Every clip once, in the order of the list; the last batch may be smaller. Clips with too short captions are left out.</summary>
    /// <param name="corpus">Which clips.</param>
    /// <param name="batchSize">Clips per batch, 1 or more.</param>
    /// <param name="seed">Of the draws, where there are any.</param>
    /// <param name="workers">Clips read at the same time, 1 … 256.</param>
    /// <param name="cancellation">Ends it between two batches, or in the middle of one.</param>
    /// <returns>Batches, each owned by the caller.</returns>
    /// <exception cref="ClipException">A clip cannot be read.</exception>
    public static IEnumerable<ClipBatch> InOrder(
        this Corpus corpus, int batchSize, ulong seed = 0, int workers = 2, CancellationToken cancellation = default)
    {
        var options = new ClipDatasetOptions { BatchSize = batchSize, Seed = seed, Shuffle = false, Workers = workers };
        options.Validate();
        var samples = CorpusSamples.Of(corpus with { Weight = 1 }, []);
        var lane = new MediaLane(corpus.Media, samples, Math.Min(batchSize, samples.Count), options, new BrokenClips(0));
        foreach (var some in Enumerable.Range(0, samples.Count).Chunk(batchSize))
        {
            yield return lane.Read(some, epoch: 0, cancellation);
        }
    }
}
