using static TorchSharp.torch;

namespace InternVideo2.Checkpoints;

/// <summary>What a load may leave undone. Other shapes are never accepted.</summary>
[Flags]
public enum LoadPolicy
{
    /// <summary>Keys must be the same.</summary>
    Exact = 0,

    /// <summary>The model may have keys that the checkpoint has not; these keep their values.</summary>
    AllowMissing = 1,

    /// <summary>The checkpoint may have keys that the model has not.</summary>
    AllowUnexpected = 2,
}

/// <summary>Brings the values of a checkpoint into a model, by official key.</summary>
public static class CheckpointLoader
{
    /// <summary>Loads a safetensors file. Nothing is changed unless everything the policy demands is in order.</summary>
    /// <param name="module">The model.</param>
    /// <param name="keys">The table for its kind.</param>
    /// <param name="file">The checkpoint.</param>
    /// <param name="prefix">Only keys with this prefix count; it is removed.</param>
    /// <param name="policy">What may be left undone.</param>
    /// <returns>What was loaded and, as far as the policy allows it, what was not.</returns>
    /// <exception cref="CheckpointMismatchException">Keys or shapes do not fit; holds the report.</exception>
    public static LoadReport Load(nn.Module module, KeyTable keys, SafetensorsFile file, string prefix = "", LoadPolicy policy = LoadPolicy.Exact)
    {
        var (report, wanted) = Match(module, keys, file, prefix, policy);
        using var guard = no_grad();
        foreach (var key in report.Loaded)
        {
            using var value = file.Read(prefix + key);
            wanted[key].copy_(value);
        }
        return report;
    }

    /// <summary>What a load from <paramref name="file"/> would take over, and the places it would go to, by official key. Nothing is changed.</summary>
    /// <inheritdoc cref="Load(nn.Module, KeyTable, SafetensorsFile, string, LoadPolicy)"/>
    internal static (LoadReport Report, Dictionary<string, Tensor> Wanted) Match(
        nn.Module module, KeyTable keys, SafetensorsFile file, string prefix, LoadPolicy policy)
    {
        var offered = file.Entries.Values.Where(e => e.Name.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(e => e.Name[prefix.Length..], e => (e.Shape, Type: TensorTypes.ToScalarType(e.Dtype)));
        return Match(module, keys, file.Path, offered, policy);
    }

    /// <summary>Loads tensors under their official keys; they stay the caller's.</summary>
    /// <inheritdoc cref="Load(nn.Module, KeyTable, SafetensorsFile, string, LoadPolicy)"/>
    public static LoadReport Load(
        nn.Module module, KeyTable keys, IReadOnlyDictionary<string, Tensor> tensors, LoadPolicy policy = LoadPolicy.Exact)
    {
        var (report, wanted) = Match(module, keys, "tensors", tensors.ToDictionary(t => t.Key, t => (t.Value.shape, t.Value.dtype)), policy);
        using var guard = no_grad();
        foreach (var key in report.Loaded) wanted[key].copy_(tensors[key]);
        return report;
    }

    private static (LoadReport Report, Dictionary<string, Tensor> Wanted) Match(
        nn.Module module, KeyTable keys, string source, Dictionary<string, (long[] Shape, ScalarType Type)> offered, LoadPolicy policy)
    {
        var wanted = keys.State(module).ToDictionary(entry => entry.Name, entry => entry.Value);
        var mismatched = wanted.Where(w => offered.TryGetValue(w.Key, out var o) && !Fits(w.Value, o.Shape, o.Type))
            .Select(w => new LoadMismatch(w.Key, Describe(w.Value.shape, w.Value.dtype), Describe(offered[w.Key].Shape, offered[w.Key].Type)))
            .ToList();
        var loadable = wanted.Keys.Where(key => offered.ContainsKey(key)).Except(mismatched.Select(m => m.Key)).ToList();
        var report = new LoadReport(source, loadable, [.. wanted.Keys.Where(key => !offered.ContainsKey(key))],
            [.. offered.Keys.Where(key => !wanted.ContainsKey(key))], mismatched);
        var refused = report.Mismatched.Count > 0
            || (report.Missing.Count > 0 && !policy.HasFlag(LoadPolicy.AllowMissing))
            || (report.Unexpected.Count > 0 && !policy.HasFlag(LoadPolicy.AllowUnexpected));
        return refused ? throw new CheckpointMismatchException(report) : (report, wanted);
    }

    // Floating point types are converted into one another; anything else is a sign of a wrong file.
    private static bool Fits(Tensor wanted, long[] shape, ScalarType type) =>
        wanted.shape.AsSpan().SequenceEqual(shape) && (wanted.dtype == type || (IsFloat(wanted.dtype) && IsFloat(type)));

    private static bool IsFloat(ScalarType type) => type is ScalarType.Float64 or ScalarType.Float32 or ScalarType.Float16 or ScalarType.BFloat16;

    private static string Describe(long[] shape, ScalarType type) => $"[{string.Join(", ", shape)}] of {type}";
}
