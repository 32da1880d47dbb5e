using InternVideo2.Checkpoints;
using static TorchSharp.torch;

namespace InternVideo2.Features;

/// <summary>A clip of a <see cref="FeatureSet"/> and how near it is.</summary>
/// <param name="Index">Its row.</param>
/// <param name="Id">Its name.</param>
/// <param name="Cosine">Cosine of the angle between the features, −1 … 1.</param>
public sealed record Neighbour(int Index, string Id, double Cosine);

/// <summary>Features of clips, a row each, and what they are features of. Owns the rows.</summary>
public sealed class FeatureSet : IDisposable
{
    /// <param name="ids">N names.</param>
    /// <param name="rows">N × channels (or N × tokens × channels), float32; taken over.</param>
    /// <param name="manifest">Where they come from, if that is known.</param>
    /// <exception cref="ArgumentException">Another number of rows than of names.</exception>
    public FeatureSet(IReadOnlyList<string> ids, Tensor rows, FeatureManifest? manifest = null)
    {
        if (rows.ndim < 2 || rows.shape[0] != ids.Count)
            throw new ArgumentException($"{ids.Count} clips need {ids.Count} rows of features; these are [{string.Join(", ", rows.shape)}].", nameof(rows));
        (Ids, Rows, Manifest) = (ids, rows.DetachFromDisposeScope(), manifest);
    }

    /// <summary>N names, in the order of the rows.</summary>
    public IReadOnlyList<string> Ids { get; }

    /// <summary>N × channels, or N × tokens × channels. Owned by this object.</summary>
    public Tensor Rows { get; }

    public FeatureManifest? Manifest { get; }

    /// <summary>Reads what a <see cref="FeatureRun"/> wrote.</summary>
    /// <exception cref="SafetensorsException">Not a file of features.</exception>
    public static FeatureSet Read(string path)
    {
        using var file = SafetensorsFile.Open(path);
        var manifest = FeatureManifest.Of(file);
        return new FeatureSet(manifest.Clips, file.Read(FeatureManifest.Tensor), manifest);
    }

    /// <summary>The clips most like clip <paramref name="index"/>, itself left out, the nearest first; equally near ones in the order of the rows.</summary>
    /// <param name="index">0 … N − 1.</param>
    /// <param name="count">1 or more; fewer are returned when there are fewer.</param>
    public IReadOnlyList<Neighbour> Nearest(int index, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Ids.Count);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        using var scope = NewDisposeScope();
        var flat = Rows.flatten(1);
        var unit = flat.div(flat.norm(1, keepdim: true, p: 2).clamp(min: 1e-12));
        var cosines = unit.matmul(unit.select(0, index)).data<float>().ToArray();
        return
        [
            .. Enumerable.Range(0, Ids.Count).Where(i => i != index).OrderByDescending(i => cosines[i]).Take(count)
                .Select(i => new Neighbour(i, Ids[i], cosines[i])),
        ];
    }

    public void Dispose() => Rows.Dispose();
}
