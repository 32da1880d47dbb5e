using static TorchSharp.torch;

namespace InternVideo2.Text;

/// <summary>Texts as numbers, padded on the right. Owns its tensors.</summary>
/// <param name="Ids">B × L int64; column 0 is the class token.</param>
/// <param name="Mask">B × L int64: 1 for tokens, 0 for padding.</param>
public sealed record TokenBatch(Tensor Ids, Tensor Mask) : IDisposable
{
    /// <summary>B.</summary>
    public long Count => Ids.shape[0];

    /// <summary>L.</summary>
    public long Length => Ids.shape[1];

    /// <summary>The same on another device; owned by the caller.</summary>
    public TokenBatch To(Device device) => new(Ids.to(device), Mask.to(device));

    public void Dispose()
    {
        Ids.Dispose();
        Mask.Dispose();
    }
}
