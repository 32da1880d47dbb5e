using System.Security.Cryptography;
using System.Text;
using static TorchSharp.torch;

namespace InternVideo2.Checkpoints;

/// <summary>The elements of tensors as bytes, in pieces that fit a span.</summary>
internal static class TensorBytes
{
    private const long ChunkElements = 1 << 27;

    /// <summary>Shows <paramref name="visit"/> all bytes in row-major order. Tensors of any device and layout.</summary>
    public static void Visit(Tensor tensor, Action<ReadOnlySpan<byte>> visit)
    {
        using var scope = NewDisposeScope();
        var flat = tensor.detach().cpu().contiguous().view(-1);
        for (long done = 0; done < flat.numel(); done += ChunkElements)
            visit(flat.narrow(0, done, Math.Min(ChunkElements, flat.numel() - done)).bytes);
    }

    /// <summary>SHA-256 over element type, shape and bytes, as 64 hexadecimal digits.</summary>
    public static string Hash(Tensor tensor)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{tensor.dtype} [{string.Join(", ", tensor.shape)}]\n"));
        Visit(tensor, span => hash.AppendData(span));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
