using static TorchSharp.torch;

namespace InternVideo2.Notebook;

/// <summary>Values of tensors as managed numbers, for drawing.</summary>
internal static class TensorData
{
    private const long PieceLength = 1 << 20;

    /// <summary>All values in row-major order.</summary>
    public static double[] ToArray(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        return tensor.detach().cpu().to(ScalarType.Float64).contiguous().data<double>().ToArray();
    }

    /// <summary>All values in row-major order, as flags.</summary>
    /// <exception cref="ArgumentException">The tensor is not of type Bool.</exception>
    public static bool[] ToFlags(Tensor tensor)
    {
        if (tensor.dtype != ScalarType.Bool) throw new ArgumentException($"A mask is a tensor of type Bool; got {tensor.dtype} {Shape(tensor)}.");
        using var scope = NewDisposeScope();
        return tensor.detach().cpu().contiguous().data<bool>().ToArray();
    }

    /// <summary>All values in row-major order, in pieces of at most a million, so that a tensor of many gigabytes can be read through.</summary>
    public static IEnumerable<double[]> Pieces(Tensor tensor)
    {
        using var detached = tensor.detach();
        using var flat = detached.flatten();
        for (long start = 0; start < flat.shape[0]; start += PieceLength)
        {
            using var piece = flat.narrow(0, start, Math.Min(PieceLength, flat.shape[0] - start));
            yield return ToArray(piece);
        }
    }

    /// <summary>"[2, 3, 4]".</summary>
    public static string Shape(Tensor tensor) => $"[{string.Join(", ", tensor.shape)}]";
}
