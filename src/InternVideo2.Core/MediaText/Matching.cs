using InternVideo2.Encoders;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InternVideo2.MediaText;

/// <summary>3B texts beside media, in the order of the matching loss: right pairs, wrong media, wrong texts.</summary>
/// <param name="States">3B × L × C.</param>
/// <param name="Mask">3B × L, 1 for tokens.</param>
/// <param name="Media">The number of each text's medium, 0 … B−1.</param>
public sealed record MatchingPairs(Tensor States, Tensor Mask, long[] Media);

/// <summary>
/// The matching loss (stage 2, 7.3): VTM, ATM and AVTM. The fusion layers read B right pairs, then each text beside a wrong medium, then each medium
/// with a wrong text, and say of each of the 3B whether it is right.
/// </summary>
public static class Matching
{
    /// <summary>Puts texts and media side by side.</summary>
    /// <param name="states">B × L × C from the text layers, uncorrupted.</param>
    /// <param name="mask">B × L, 1 for tokens.</param>
    /// <param name="negatives">The wrong pairs.</param>
    /// <returns>The 3B texts and the numbers of their media; tensors owned by the caller.</returns>
    public static MatchingPairs Pairs(Tensor states, Tensor mask, Negatives negatives)
    {
        long[] own = [.. Enumerable.Range(0, negatives.MediaForTexts.Length).Select(i => (long)i)];
        long[] texts = [.. own, .. own, .. negatives.TextsForMedia];
        using var rows = tensor(texts, device: states.device);
        return new MatchingPairs(states.index_select(0, rows), mask.index_select(0, rows), [.. own, .. negatives.MediaForTexts, .. own]);
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
        var pairs = Pairs(states, mask, negatives);
        var fused = text.Fuse(pairs.States, pairs.Mask, media.Pick(tensor(pairs.Media, device: states.device)), drops);
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
