using TorchSharp;
using static TorchSharp.torch;

namespace InternVideo2.Encoders;

/// <summary>
/// What the fusion layers of a <see cref="TextEncoder"/> know of a batch of media: keys and values for each layer. Computed once and used for every
/// text that is compared with these media. Owns its tensors.
/// </summary>
public sealed class MediaKeys : IDisposable
{
    private readonly IReadOnlyList<(Tensor Keys, Tensor Values)> layers;
    private readonly Tensor? bias;

    internal MediaKeys(IReadOnlyList<(Tensor Keys, Tensor Values)> layers, Tensor? bias) => (this.layers, this.bias) = (layers, bias);

    /// <summary>B.</summary>
    public long Count => layers[0].Keys.shape[0];

    /// <summary>Rows of the batch in another order, some perhaps several times or not at all.</summary>
    /// <param name="rows">R int64 numbers of rows.</param>
    /// <returns>Of R media, owned by the caller; gradients flow back to this.</returns>
    public MediaKeys Pick(Tensor rows) =>
        new([.. layers.Select(layer => (layer.Keys.index_select(0, rows), layer.Values.index_select(0, rows)))], bias?.index_select(0, rows));

    /// <summary>Moves the tensors out of the current scope.</summary>
    public MediaKeys MoveToOuter(DisposeScope scope)
    {
        scope.MoveToOuter([.. layers.SelectMany(layer => new[] { layer.Keys, layer.Values }), .. bias is null ? Array.Empty<Tensor>() : [bias]]);
        return this;
    }

    internal (Tensor Keys, Tensor Values, Tensor? Bias) Of(int fusionLayer) => (layers[fusionLayer].Keys, layers[fusionLayer].Values, bias);

    public void Dispose()
    {
        foreach (var (keys, values) in layers)
        {
            keys.Dispose();
            values.Dispose();
        }
        bias?.Dispose();
    }
}
