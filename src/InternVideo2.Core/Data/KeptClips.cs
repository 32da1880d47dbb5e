using System.Collections.Concurrent;
using static TorchSharp.torch;

namespace InternVideo2.Data;

/// <summary>
/// Keeps the tensors of another loader, of frames or of sounds, in memory, so that a clip is drawn or decoded once. Which frames and which crop are
/// taken depends on the clip's id alone: the same in every epoch and in a run that was resumed. Thread-safe. Owns what it keeps, not the loader.
/// </summary>
/// <param name="loader">Reads what is not there yet.</param>
/// <param name="maxBytes">Most bytes kept; what does not fit is read each time.</param>
public sealed class KeptClips(IClipLoader loader, long maxBytes = 1L << 30) : IClipLoader
{
    private readonly ConcurrentDictionary<string, (Tensor Media, IReadOnlyList<double> Times)> _kept = new(StringComparer.Ordinal);
    private long _bytes;

    // The words stand in the recipes of teachers that were trained long ago.
    public string Fingerprint => $"first draw of {loader.Fingerprint}";

    /// <summary>Bytes kept.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <inheritdoc/>
    /// <remarks>Shares its memory with what is kept: not to be changed in place.</remarks>
    public Tensor Load(ClipEntry clip, SeededRandom random, CancellationToken cancellation) => LoadTimed(clip, random, cancellation).Media;

    /// <inheritdoc/>
    /// <remarks>As <see cref="Load"/>.</remarks>
    public (Tensor Media, IReadOnlyList<double> Times) LoadTimed(ClipEntry clip, SeededRandom random, CancellationToken cancellation)
    {
        if (_kept.TryGetValue(clip.Id, out var known)) return (known.Media.alias(), known.Times);
        var (frames, times) = loader.LoadTimed(clip, new SeededRandom(0, SeededRandom.Stream(clip.Id)), cancellation);
        var bytes = frames.numel() * frames.element_size();
        if (Interlocked.Add(ref _bytes, bytes) > maxBytes)
        {
            Interlocked.Add(ref _bytes, -bytes);
            return (frames, times);
        }
        var copy = frames.alias().DetachFromDisposeScope();
        if (_kept.TryAdd(clip.Id, (copy, times))) return (frames, times);
        // Another thread was faster.
        copy.Dispose();
        Interlocked.Add(ref _bytes, -bytes);
        return (frames, times);
    }

    public void Dispose()
    {
        foreach (var (media, _) in _kept.Values) media.Dispose();
        _kept.Clear();
    }
}
