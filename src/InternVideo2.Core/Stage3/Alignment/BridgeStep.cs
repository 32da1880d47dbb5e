using InternVideo2.MediaText;
using InternVideo2.Text;
using static TorchSharp.torch;

namespace InternVideo2.Stage3;

/// <summary>What is left to chance in a step of sub-stage 3.1.</summary>
/// <param name="Drops">Generator of all dropout and drop-path draws; null: there are none.</param>
/// <param name="Negatives">From similarities (B × B, media × texts, by the temperature) and groups to the wrong pairs.</param>
public sealed record BridgeDraws(Generator? Drops, Func<Tensor, long[], Negatives> Negatives);

/// <summary>The terms of one batch, unweighted; what has no weight, or nothing in the batch, is null. Tensors live in the scope of the step.</summary>
/// <param name="Contrast">VTC.</param>
/// <param name="Matching">VTM.</param>
/// <param name="Caption">VTG.</param>
internal sealed record BridgeTerms(Tensor? Contrast, Tensor? Matching, Tensor? Caption);

/// <summary>The losses of one batch of sub-stage 3.1 (stage 3, 4). Keys of the media and the queries' states are made once.</summary>
/// <param name="model">Is compared.</param>
/// <param name="options">Weights and variants.</param>
/// <param name="gather">The other processes.</param>
internal sealed class BridgeStep(BridgeModel model, BridgeLossOptions options, IGather gather)
{
    /// <summary>The terms.</summary>
    /// <param name="frames">B × 3 × T × S × S.</param>
    /// <param name="text">B captions, padded on the right.</param>
    /// <param name="groups">B numbers; samples with equal ones are each other's positives.</param>
    /// <param name="draws">Wrong pairs and dropout.</param>
    public BridgeTerms Terms(Tensor frames, TokenBatch text, long[] groups, BridgeDraws draws)
    {
        var media = model.QFormer.Media(model.See(frames, draws.Drops));
        var found = model.QFormer.Remember(media, draws.Drops);
        Tensor? contrast = null, matching = null;
        if (options.Contrast > 0 || options.Matching > 0)
        {
            var (seen, read) = (model.MediaVectors(found.States), model.TextVector(model.QFormer.Text(text, draws.Drops)));
            var similarity = Similarity.Of(seen, read, model.Temperature, options.Merge);
            if (options.Contrast > 0) contrast = Contrast(seen, read, similarity, groups);
            if (options.Matching > 0 && HardNegatives.Exist(groups))
            {
                // Texts are picked as numbers: they are read together with the media.
                var pairs = Matching.Pairs(text.Ids, text.Mask, draws.Negatives(similarity.detach(), groups));
                var beside = media.Pick(tensor(pairs.Media, device: text.Ids.device));
                matching = Matching.Loss(model.Match(beside, new TokenBatch(pairs.States, pairs.Mask), draws.Drops));
            }
        }
        return new BridgeTerms(contrast, matching, options.Caption > 0 ? Caption(text, found, draws.Drops) : null);
    }

    private Tensor Contrast(Tensor seen, Tensor read, Tensor similarity, long[] groups)
    {
        if (gather.Processes == 1) return MediaText.Contrast.Loss(similarity, MediaText.Contrast.Targets(groups, similarity.device));
        var (queries, width) = (seen.shape[1], seen.shape[2]);
        var everywhere = Similarity.Of(gather.Rows(seen.flatten(1)).view(-1, queries, width), gather.Rows(read), model.Temperature, options.Merge);
        return MediaText.Contrast.Loss(everywhere, MediaText.Contrast.Targets(gather.Numbers(groups), everywhere.device));
    }

    private Tensor Caption(TokenBatch text, Encoders.QueryMemory found, Generator? drops)
    {
        var start = full([text.Count, 1], model.CaptionStart, dtype: ScalarType.Int64, device: text.Ids.device);
        var written = new TokenBatch(cat([start, text.Ids.narrow(1, 1, text.Length - 1)], 1), text.Mask);
        var states = model.QFormer.Next(written, found, drops);
        return MaskedWords.Loss(states, MaskedWords.NextWords(text.Ids, text.Mask), model.QFormer.Words, options.LabelSmoothing);
    }
}
