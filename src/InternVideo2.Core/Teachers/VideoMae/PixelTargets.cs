using InternVideo2.Encoders;
using InternVideo2.Video;
using static TorchSharp.torch;

namespace InternVideo2.Teachers;

/// <summary>
/// What VideoMAE paints: the pixels of a patch, each channel with the patch's own mean taken out and divided by its own standard deviation.
/// So what counts is the structure of a patch, and not how bright or red it is (the released VideoMAE, normlize_target).
/// </summary>
public static class PixelTargets
{
    private const double Epsilon = 1e-6;

    private static readonly long[] Pixels = [2];

    /// <summary>The targets at some tokens.</summary>
    /// <param name="frames">B × 3 × F × S × S, normalised.</param>
    /// <param name="tokens">At which tokens.</param>
    /// <param name="patch">P, pixels along each side of a patch.</param>
    /// <param name="tubelet">t, frames of a patch.</param>
    /// <param name="statistics">What the frames were normalised with: the targets are made of pixels from 0 to 1.</param>
    /// <returns>B × K × (t·P²·3): time, row, column, and the channel fastest. For each channel (x − mean) / (σ + 1e-6), σ² the unbiased variance.
    /// Owned by the caller.</returns>
    public static Tensor Of(Tensor frames, VisibleTokens tokens, int patch, int tubelet, PixelStatistics statistics)
    {
        using var scope = NewDisposeScope();
        var (batch, rows) = (frames.shape[0], frames.shape[3] / patch);
        // B T Y X t P P 3, as one row for each token.
        var cut = frames.view(batch, 3, -1, tubelet, rows, patch, rows, patch).permute(0, 2, 4, 6, 3, 5, 7, 1);
        var picked = tokens.PickPatches(cut.reshape(batch, tokens.Total, -1)).view(batch, tokens.Count, -1, 3);
        var x = picked.mul(tensor(Deviations(statistics)).to(frames.device)).add(tensor(Means(statistics)).to(frames.device));
        var centred = x.sub(x.mean(Pixels, keepdim: true));
        return scope.MoveToOuter(centred.div(x.std(Pixels, unbiased: true, keepdim: true).add(Epsilon)).flatten(2));
    }

    private static float[] Means(PixelStatistics s) => [s.MeanRed, s.MeanGreen, s.MeanBlue];

    private static float[] Deviations(PixelStatistics s) => [s.DeviationRed, s.DeviationGreen, s.DeviationBlue];
}
