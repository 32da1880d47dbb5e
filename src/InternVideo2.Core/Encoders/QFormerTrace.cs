using static TorchSharp.torch;

namespace InternVideo2.Encoders;

/// <summary>What happens inside a <see cref="QFormer"/> while its queries look at media. Owns its tensors.</summary>
/// <param name="States">B × (Q + L) × C: the input of each layer, then the last one's output.</param>
/// <param name="Attention">B × h × Q × N for each layer that attends to the medium, in order: how much every query looks at each token; rows sum to 1.</param>
public sealed record QFormerTrace(IReadOnlyList<Tensor> States, IReadOnlyList<Tensor> Attention) : IDisposable
{
    public void Dispose()
    {
        foreach (var tensor in States.Concat(Attention)) tensor.Dispose();
    }
}
