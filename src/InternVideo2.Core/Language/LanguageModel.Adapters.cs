using InternVideo2.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InternVideo2.Language;

/// <content>Low-rank adapters (stage 3, 6).</content>
public sealed partial class LanguageModel
{
    /// <summary>Parameters of the adapters, in the order of the layers, the head last; none without <see cref="LanguageModelOptions.Adapter"/>.</summary>
    public IReadOnlyList<Parameter> AdapterParameters => [.. Adapters.SelectMany(adapter => adapter.parameters())];

    /// <summary>Whether the adapters are part of the matrices now.</summary>
    public bool Merged { get; private set; }

    /// <summary>The matrix of a head that shares the embeddings' and has a merged adapter, with it; owned by the caller. Else null.</summary>
    internal Tensor? MergedHead()
    {
        if (!Merged || tiedHeadAdapter is null) return null;
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(words.detach().add(tiedHeadAdapter.Delta().detach()));
    }

    private IEnumerable<LowRankLinear> Matrices => layers.SelectMany(layer => layer.Matrices).Concat(head is null ? [] : [head]);

    private IEnumerable<LowRankAdapter> Adapters =>
        Matrices.Select(matrix => matrix.Adapter).Append(tiedHeadAdapter).OfType<LowRankAdapter>();

    /// <summary>Lets the adapters learn, and nothing else.</summary>
    /// <exception cref="InvalidOperationException">There are none.</exception>
    public void TrainAdaptersOnly()
    {
        if (Options.Adapter is null) throw new InvalidOperationException($"The language model has no adapters ({nameof(LanguageModelOptions)}.{nameof(LanguageModelOptions.Adapter)} is null).");
        foreach (var parameter in parameters()) parameter.requires_grad = false;
        foreach (var parameter in AdapterParameters) parameter.requires_grad = true;
    }

    /// <summary>
    /// Makes the adapters part of the matrices: the same answers for less work, until <see cref="Unmerge"/>. The adapter of a head that shares the
    /// embeddings' matrix goes on by itself, as the embeddings must not change.
    /// </summary>
    public void Merge()
    {
        foreach (var matrix in Matrices) matrix.Merge();
        Merged = true;
    }

    /// <summary>Takes the adapters out of the matrices again, which then are what they were but for rounding.</summary>
    public void Unmerge()
    {
        foreach (var matrix in Matrices) matrix.Unmerge();
        Merged = false;
    }
}
