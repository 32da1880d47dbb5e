using InternVideo2.Data;
using InternVideo2.Encoders;
using InternVideo2.Evaluation;
using InternVideo2.Layers;
using InternVideo2.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace InternVideo2.Stage3;

/// <summary>
/// A bridge as retrieval asks it: how well the queries find what texts speak of, before there is a language model. Nothing is drawn, there are no gradients.
/// A medium's vector is the mean of its queries' unit vectors, whose product with a text is the mean similarity that the loss contrasts (stage 3, 4). Uses
/// the model, does not own it.
/// </summary>
/// <param name="model">Its mode is put back after each question.</param>
/// <param name="tokenizer">Reads the texts.</param>
public sealed class BridgeMatcher(BridgeModel model, WordPieceTokenizer tokenizer) : IMatchingModel
{
    /// <inheritdoc/>
    public double Temperature => model.Temperature.ToDouble();

    /// <inheritdoc/>
    public EncodedMedia EncodeMedia(ClipBatch batch)
    {
        using var asking = new EvaluationMode(model);
        using var scope = NewDisposeScope();
        var tokens = model.See(batch.Frames.to(model.Temperature.device));
        var each = nn.functional.normalize(model.MediaVectors(model.QFormer.Queries(tokens)), dim: 2);
        var vectors = each.mean([1L]);
        scope.MoveToOuter(vectors, tokens);
        return new EncodedMedia(batch.Media, vectors, tokens);
    }

    /// <inheritdoc/>
    /// <remarks>The states are the tokens' numbers: a text is read anew with each medium.</remarks>
    public EncodedTexts EncodeTexts(IReadOnlyList<string> texts, int maxTokens)
    {
        using var asking = new EvaluationMode(model);
        using var scope = NewDisposeScope();
        var tokens = tokenizer.Sentences(texts, maxTokens).To(model.Temperature.device);
        var vectors = model.TextVector(model.QFormer.Text(tokens));
        scope.MoveToOuter(vectors, tokens.Ids, tokens.Mask);
        return new EncodedTexts(vectors, tokens.Ids, tokens.Mask);
    }

    /// <inheritdoc/>
    public bool CanMatch(MediaType media) => media is MediaType.Image or MediaType.Video;

    /// <inheritdoc/>
    public IMediaMatcher Attend(EncodedMedia media)
    {
        using var asking = new EvaluationMode(model);
        return new Matched(model, model.QFormer.Media(media.Tokens ?? throw new ArgumentException("These media were encoded without tokens.", nameof(media))));
    }

    private sealed class Matched(BridgeModel model, MediaKeys keys) : IMediaMatcher
    {
        public Tensor Logits(IReadOnlyList<int> rows, EncodedTexts texts)
        {
            if (texts.States is null || texts.Mask is null) throw new ArgumentException("These texts were encoded without tokens.", nameof(texts));
            using var asking = new EvaluationMode(model);
            using var scope = NewDisposeScope();
            var picked = tensor(rows.Select(row => (long)row).ToArray(), device: texts.Mask.device);
            return scope.MoveToOuter(model.Match(keys.Pick(picked), new TokenBatch(texts.States, texts.Mask)));
        }

        public void Dispose() => keys.Dispose();
    }
}
