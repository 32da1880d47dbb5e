using static TorchSharp.torch;

namespace InternVideo2.Language;

/// <summary>The loss of guessing the next token (stage 3, 5.1).</summary>
public static class NextTokenLoss
{
    /// <summary>The label of tokens that are not to be guessed.</summary>
    public const long Ignored = -100;

    /// <summary>
    /// Mean cross-entropy of guessing label i + 1 at position i, over the labels that are not <see cref="Ignored"/>. The head is asked only where there
    /// is a label, which spares most of its work when the prompt is long.
    /// </summary>
    /// <param name="model">The model, for its head.</param>
    /// <param name="states_BLC">From <see cref="LanguageModel.States"/>.</param>
    /// <param name="labels_BL">Int64, not shifted, on the same device.</param>
    /// <param name="drops">Generator of the dropout draws of the head's adapter; needed in training mode when it has one.</param>
    /// <returns>A scalar, owned by the caller; 0 when there is no label at all.</returns>
    public static Tensor Of(LanguageModel model, Tensor states_BLC, Tensor labels_BL, Generator? drops = null)
    {
        Check(states_BLC, labels_BL);
        using var scope = NewDisposeScope();
        var length = labels_BL.shape[1];
        var labels = labels_BL.narrow(1, 1, length - 1).flatten();
        var kept = labels.ne(Ignored).nonzero().flatten();
        // The mean of nothing would be NaN, and a step with it the end of the run.
        if (kept.numel() == 0) return scope.MoveToOuter(states_BLC.sum().mul(0));
        var states = states_BLC.narrow(1, 0, length - 1).flatten(0, 1).index_select(0, kept);
        return scope.MoveToOuter(nn.functional.cross_entropy(model.Words(states, drops).to(ScalarType.Float32), labels.index_select(0, kept)));
    }

    /// <inheritdoc cref="Of(LanguageModel, Tensor, Tensor, Generator?)"/>
    /// <param name="logits_BLV">From <see cref="LanguageModel.Words"/>, of all positions.</param>
    /// <param name="labels_BL">Int64, not shifted, on the same device.</param>
    public static Tensor Of(Tensor logits_BLV, Tensor labels_BL)
    {
        Check(logits_BLV, labels_BL);
        using var scope = NewDisposeScope();
        var (length, kept) = (labels_BL.shape[1], labels_BL.narrow(1, 1, labels_BL.shape[1] - 1).flatten());
        var logits = logits_BLV.narrow(1, 0, length - 1).flatten(0, 1).to(ScalarType.Float32);
        if (kept.ne(Ignored).any().item<bool>() is false) return scope.MoveToOuter(logits.sum().mul(0));
        return scope.MoveToOuter(nn.functional.cross_entropy(logits, kept, ignore_index: Ignored));
    }

    private static void Check(Tensor rows, Tensor labels)
    {
        if (labels.ndim == 2 && rows.ndim == 3 && rows.shape[0] == labels.shape[0] && rows.shape[1] == labels.shape[1] && labels.shape[1] >= 2) return;
        throw new ArgumentException(
            $"There are labels [{string.Join(", ", labels.shape)}] for [{string.Join(", ", rows.shape)}]; expected batch × length of both, and a length of 2 or more.",
            nameof(labels));
    }
}
