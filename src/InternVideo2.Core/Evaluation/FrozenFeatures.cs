using InternVideo2.Data;
using static TorchSharp.torch;

namespace InternVideo2.Evaluation;

/// <summary>Features of whole clip lists from models that do not learn.</summary>
public static class FrozenFeatures
{
    /// <summary>Features of every clip, in the order of the list. Each clip is read once, however many models look at it.</summary>
    /// <param name="clips">The clips; not empty.</param>
    /// <param name="loader">Reads them; used, not owned. It decides about frames and cropping: give one for evaluation.</param>
    /// <param name="models">Each: B × 3 × T × S × S normalised frames → B × D features, owned by the caller.</param>
    /// <param name="batch">Clips looked at together. 1 or more.</param>
    /// <param name="cancellation">Looked at between batches.</param>
    /// <returns>For each model N × D on the CPU, owned by the caller.</returns>
    /// <exception cref="ClipException">A clip cannot be read.</exception>
    public static IReadOnlyList<Tensor> Of(
        IReadOnlyList<ClipEntry> clips, IClipLoader loader, IReadOnlyList<Func<Tensor, Tensor>> models, int batch = 16, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        if (clips.Count == 0) throw new ArgumentException("There are no clips to look at.", nameof(clips));
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        var parts = models.Select(_ => new List<Tensor>()).ToArray();
        foreach (var chunk in clips.Chunk(batch))
        {
            cancellation.ThrowIfCancellationRequested();
            using var inner = NewDisposeScope();
            var frames = Read(chunk, loader, cancellation);
            for (var model = 0; model < models.Count; model++) parts[model].Add(inner.MoveToOuter(models[model](frames).cpu()));
        }
        return [.. parts.Select(rows => scope.MoveToOuter(cat(rows, 0)))];
    }

    /// <summary>Some clips as one batch, B × 3 × T × S × S; what is drawn for a clip depends on its name alone. Owned by the caller.</summary>
    public static Tensor Read(IReadOnlyList<ClipEntry> clips, IClipLoader loader, CancellationToken cancellation = default)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(stack(clips.Select(clip => loader.Load(clip, new SeededRandom(0, SeededRandom.Stream(clip.Id)), cancellation))));
    }
}
