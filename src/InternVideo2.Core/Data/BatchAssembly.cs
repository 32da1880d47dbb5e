using static TorchSharp.torch;

namespace InternVideo2.Data;

/// <summary>A batch in the making: clips are read side by side and kept in order; broken ones leave a gap that the next clips fill.</summary>
internal sealed class BatchAssembly(IClipLoader loader, BrokenClips broken, int workers, int samplesPerClip) : IDisposable
{
    private readonly List<(string Id, Tensor Frames)> _clips = [];

    /// <summary>Clips that could be read so far.</summary>
    public int Count => _clips.Count / samplesPerClip;

    /// <summary>Reads these samples and keeps those that can be read.</summary>
    public void Add(IReadOnlyList<(ClipEntry Clip, SeededRandom Random)> samples, CancellationToken cancellation)
    {
        var frames = new IReadOnlyList<Tensor>?[samples.Count];
        var errors = new ClipException?[samples.Count];
        try
        {
            Parallel.For(0, samples.Count, new ParallelOptions { MaxDegreeOfParallelism = workers, CancellationToken = cancellation }, i =>
            {
                try
                {
                    frames[i] = loader.LoadSeveral(samples[i].Clip, samples[i].Random, samplesPerClip, cancellation);
                }
                catch (ClipException e)
                {
                    errors[i] = e;
                }
            });
        }
        catch (AggregateException e) when (e.InnerExceptions.FirstOrDefault(inner => inner is not OperationCanceledException) is { } first)
        {
            DisposeAll(frames.OfType<IReadOnlyList<Tensor>>().SelectMany(f => f));
            throw new InvalidDataException($"A clip of the batch could not be loaded: {first.Message}", first);
        }
        catch
        {
            DisposeAll(frames.OfType<IReadOnlyList<Tensor>>().SelectMany(f => f));
            throw;
        }

        _clips.AddRange(samples.Zip(frames).Where(p => p.Second is not null).SelectMany(p => p.Second!.Select(f => (p.First.Clip.Id, f))));
        foreach (var error in errors)
        {
            if (error is not null)
            {
                broken.Add(error);
            }
        }
    }

    /// <summary>The batch, owned by the caller.</summary>
    public ClipBatch Finish()
    {
        var first = _clips[0].Frames.shape;
        if (_clips.FirstOrDefault(c => !c.Frames.shape.AsSpan().SequenceEqual(first)) is { Frames: { } other } odd)
        {
            throw new InvalidDataException(
                $"Clips of one batch differ in shape: '{_clips[0].Id}' is [{string.Join(", ", first)}], '{odd.Id}' is [{string.Join(", ", other.shape)}]. Let the transform bring all to one size.");
        }

        var frames = stack(_clips.Select(c => c.Frames)).DetachFromDisposeScope();
        return new ClipBatch(frames, [.. _clips.Select(c => c.Id)]);
    }

    public void Clear()
    {
        DisposeAll(_clips.Select(c => c.Frames));
        _clips.Clear();
    }

    public void Dispose() => Clear();

    private static void DisposeAll(IEnumerable<Tensor> tensors)
    {
        foreach (var tensor in tensors)
        {
            tensor.Dispose();
        }
    }
}
