using InternVideo2.Encoders;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InternVideo2.Stage2;

/// <summary>
/// The matching loss (stage 2, 7.3): VTM, ATM and AVTM. The fusion layers read B right pairs, then each text beside a wrong medium, then each medium
/// with a wrong text, and say of each of the 3B whether it is right.
/// </summary>
public static class Matching
{
    /// <summary>The rows of media and of texts for the 3B pairs.</summary>
    public static (long[] Media, long[] Texts) Rows(Negatives negatives)
    {
        long[] own = [.. Enumerable.Range(0, negatives.MediaForTexts.Length).Select(i => (long)i)];
        return ([.. own, .. negatives.MediaForTexts, .. own], [.. own, .. own, .. negatives.TextsForMedia]);
    }

    /// <summary>What the head says of the 3B pairs.</summary>
    /// <param name="text">Its fusion layers read the pairs.</param>
    /// <param name="head">From the class token's state to two logits.</param>
    /// <param name="media">B media.</param>
    /// <param name="states">B × L × C from the text layers, uncorrupted.</param>
    /// <param name="mask">B × L, 1 for tokens.</param>
    /// <param name="negatives">The wrong pairs.</param>
    /// <param name="drops">Generator of the dropout draws; needed in training mode when p is above 0.</param>
    /// <returns>3B × 2, column 1: they belong together; owned by the caller.</returns>
    public static Tensor Logits(TextEncoder text, Linear head, MediaKeys media, Tensor states, Tensor mask, Negatives negatives, Generator? drops = null)
    {
        using var scope = NewDisposeScope();
        var (mediaRows, textRows) = Rows(negatives);
        var (m, t) = (tensor(mediaRows, device: states.device), tensor(textRows, device: states.device));
        var fused = text.Fuse(states.index_select(0, t), mask.index_select(0, t), media.Pick(m), drops);
        return scope.MoveToOuter(head.call(fused.select(1, 0)));
    }

    /// <summary>The mean cross-entropy of logits in the order of <see cref="Logits"/>: the first third belongs together, the rest does not.</summary>
    /// <param name="logits">3B × 2.</param>
    /// <returns>A scalar, owned by the caller. Who always guesses the larger class has about 0.64, the entropy of 1/3.</returns>
    public static Tensor Loss(Tensor logits)
    {
        using var scope = NewDisposeScope();
        var right = logits.shape[0] / 3;
        var labels = arange(logits.shape[0], dtype: ScalarType.Int64, device: logits.device).lt(right).to(ScalarType.Int64);
        return scope.MoveToOuter(nn.functional.cross_entropy(logits, labels));
    }
}
