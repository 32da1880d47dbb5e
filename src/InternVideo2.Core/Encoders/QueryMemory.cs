using TorchSharp;
using static TorchSharp.torch;

namespace InternVideo2.Encoders;

/// <summary>
/// What the queries of a <see cref="QFormer"/> found in a batch of media, and what a text that is written next sees of them: their keys and values in
/// each layer (stage 3, 3.2). Owns its tensors.
/// </summary>
public sealed class QueryMemory : IDisposable
{
    private readonly IReadOnlyList<(Tensor Keys, Tensor Values)> layers;

    internal QueryMemory(Tensor states, IReadOnlyList<(Tensor Keys, Tensor Values)> layers) => (States, this.layers) = (states, layers);

    /// <summary>B × Q × C, the queries' states; owned by this.</summary>
    public Tensor States { get; }

    /// <summary>Moves the tensors out of the current scope.</summary>
    public QueryMemory MoveToOuter(DisposeScope scope)
    {
        scope.MoveToOuter([States, .. layers.SelectMany(layer => new[] { layer.Keys, layer.Values })]);
        return this;
    }

    /// <summary>Keys and values of one layer: B × h × Q × C/h each.</summary>
    internal (Tensor Keys, Tensor Values) Of(int layer) => layers[layer];

    public void Dispose()
    {
        States.Dispose();
        foreach (var (keys, values) in layers)
        {
            keys.Dispose();
            values.Dispose();
        }
    }
}
