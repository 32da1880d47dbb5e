using static TorchSharp.torch;

namespace InternVideo2.Teachers;

/// <summary>Brings clips to the size a teacher was trained at.</summary>
public static class TeacherInput
{
    /// <summary>
    /// Resizes every frame to <paramref name="side"/> × <paramref name="side"/>: bicubic (a = −0.75), corners not aligned, not antialiased
    /// (stage 1, 5, step 3).
    /// </summary>
    /// <param name="frames">B × 3 × T × H × W.</param>
    /// <param name="side">Pixels along each side of the result.</param>
    /// <returns>B × 3 × T × side × side, owned by the caller; it shares memory with <paramref name="frames"/> when nothing is to be done.</returns>
    public static Tensor Resize(Tensor frames, int side)
    {
        var shape = frames.shape;
        if (shape.Length != 5 || shape[1] != 3)
            throw new ArgumentException($"A teacher takes clips of shape [B, 3, T, H, W]; got [{string.Join(", ", shape)}].", nameof(frames));
        if (shape[3] == side && shape[4] == side) return frames.alias();
        using var scope = NewDisposeScope();
        // Channels and frames are resized alike, so they need not be taken apart.
        var planes = frames.reshape(shape[0], shape[1] * shape[2], shape[3], shape[4]);
        var resized = nn.functional.interpolate(planes, size: [side, side], mode: InterpolationMode.Bicubic, align_corners: false);
        return scope.MoveToOuter(resized.view(shape[0], shape[1], shape[2], side, side));
    }

    /// <summary>Puts a network into evaluation mode for good and takes its parameters out of every gradient.</summary>
    internal static void Freeze(nn.Module network)
    {
        network.eval();
        foreach (var parameter in network.parameters()) parameter.requires_grad = false;
    }
}
