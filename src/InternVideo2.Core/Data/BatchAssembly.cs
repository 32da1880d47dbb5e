using static TorchSharp.torch;

namespace InternVideo2.Data;

/// <summary>A batch in the making: clips are read side by side and kept in order; broken ones leave a gap that the next clips fill.</summary>
internal sealed class BatchAssembly(BrokenClips broken, int workers, int samplesPerClip = 1) : IDisposable
{
    private readonly List<(string Id, MediaSample Media)> _samples = [];

    /// <summary>Clips that could be read so far.</summary>
    public int Count => _samples.Count / samplesPerClip;

    /// <summary>Reads these clips and keeps those that can be read.</summary>
    /// <returns>The places, in what was given, of those that were kept.</returns>
    public IReadOnlyList<int> Add(IReadOnlyList<PendingClip> clips, CancellationToken cancellation)
    {
        var read = new IReadOnlyList<MediaSample>?[clips.Count];
        var errors = new ClipException?[clips.Count];
        try
        {
            Parallel.For(0, clips.Count, new ParallelOptions { MaxDegreeOfParallelism = workers, CancellationToken = cancellation }, i =>
            {
                try
                {
                    read[i] = clips[i].Read(cancellation);
                }
                catch (ClipException e)
                {
                    errors[i] = e;
                }
            });
        }
        catch (AggregateException e) when (e.InnerExceptions.FirstOrDefault(inner => inner is not OperationCanceledException) is { } first)
        {
            DisposeAll(read.OfType<IReadOnlyList<MediaSample>>().SelectMany(s => s));
            throw new InvalidDataException($"A clip of the batch could not be loaded: {first.Message}", first);
        }
        catch
        {
            DisposeAll(read.OfType<IReadOnlyList<MediaSample>>().SelectMany(s => s));
            throw;
        }

        var kept = Enumerable.Range(0, clips.Count).Where(i => read[i] is not null).ToList();
        _samples.AddRange(kept.SelectMany(i => read[i]!.Select(media => (clips[i].Id, media))));
        foreach (var error in errors)
        {
            if (error is not null)
            {
                broken.Add(error);
            }
        }

        return kept;
    }

    /// <summary>The batch, owned by the caller. Its frames and sounds are there if those of its first sample are.</summary>
    public ClipBatch Finish()
    {
        var isTiled = _samples[0].Media.Frames is { ndim: 5 };
        CheckShapes("frames", media => media.Frames, isTiled ? 1 : 0);
        CheckShapes("sounds", media => media.Sound);
        return new(isTiled ? cat([.. _samples.Select(s => s.Media.Frames!)], 0).DetachFromDisposeScope() : Stack(media => media.Frames), [.. _samples.Select(s => s.Id)])
        {
            Sound = Stack(media => media.Sound),
            FrameTimes = [.. _samples.Select(s => s.Media.FrameTimes)],
            Views = isTiled ? [.. _samples.Select(s => (int)s.Media.Frames!.shape[0])] : [],
        };
    }

    public void Clear()
    {
        DisposeAll(_samples.Select(s => s.Media));
        _samples.Clear();
    }

    public void Dispose() => Clear();

    // The leading sizes of tiled clips, the numbers of their views, may differ.
    private void CheckShapes(string what, Func<MediaSample, Tensor?> part, int free = 0)
    {
        var first = part(_samples[0].Media)?.shape ?? [];
        foreach (var (id, media) in _samples)
        {
            var shape = part(media)?.shape ?? [];
            if (!shape.Skip(free).SequenceEqual(first.Skip(free)) || shape.Length != first.Length)
            {
                throw new InvalidDataException(
                    $"Clips of one batch differ in the shape of their {what}: '{_samples[0].Id}' is [{string.Join(", ", first)}], '{id}' is [{string.Join(", ", shape)}]. Let the loader bring all to one size.");
            }
        }
    }

    private Tensor? Stack(Func<MediaSample, Tensor?> part) =>
        part(_samples[0].Media) is null ? null : stack(_samples.Select(s => part(s.Media)!)).DetachFromDisposeScope();

    private static void DisposeAll(IEnumerable<MediaSample> samples)
    {
        foreach (var media in samples)
        {
            media.Dispose();
        }
    }
}
