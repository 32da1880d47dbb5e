using InternVideo2.Data;
using InternVideo2.Encoders;
using InternVideo2.Evaluation;
using InternVideo2.Layers;
using InternVideo2.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace InternVideo2.Stage2;

/// <summary>A model of stage 2 as evaluation asks it (stage 2, 13.1): nothing hidden, no draws, no gradients. Uses the model, does not own it.</summary>
/// <param name="model">Its mode is put back after each question.</param>
/// <param name="tokenizer">Reads the texts.</param>
public sealed class AlignmentMatcher(AlignmentModel model, WordPieceTokenizer tokenizer) : IMatchingModel
{
    /// <inheritdoc/>
    public double Temperature => model.Temperature.ToDouble();

    /// <inheritdoc/>
    public EncodedMedia EncodeMedia(ClipBatch batch)
    {
        using var asked = new EvaluationMode(model);
        using var scope = NewDisposeScope();
        var features = batch.Media switch
        {
            MediaType.Audio => Hear(batch),
            MediaType.AudioVideo => model.Joined(Hear(batch), See(batch)),
            _ => See(batch),
        };
        var vector = features.Vector ?? throw new InvalidOperationException(
            $"This model does not contrast sound and frames together ({nameof(AlignmentModelOptions)}.{nameof(AlignmentModelOptions.AudioVideoVector)} is false). "
            + $"Evaluate it on media of type {MediaType.Video} or {MediaType.Audio}.");
        scope.MoveToOuter(features.Tokens, vector);
        return new EncodedMedia(batch.Media, vector, features.Tokens);
    }

    /// <inheritdoc/>
    public EncodedTexts EncodeTexts(IReadOnlyList<string> texts, int maxTokens)
    {
        using var asked = new EvaluationMode(model);
        using var scope = NewDisposeScope();
        var tokens = tokenizer.Batch(texts, maxTokens).To(model.Temperature.device);
        var states = model.Text.Text(tokens);
        var vectors = model.TextVector(states);
        scope.MoveToOuter(vectors, states, tokens.Mask);
        return new EncodedTexts(vectors, states, tokens.Mask);
    }

    /// <inheritdoc/>
    public bool CanMatch(MediaType media) => media switch
    {
        MediaType.Audio => model.Options.AudioTextHead,
        MediaType.AudioVideo => model.Options.AudioVideoTextHead,
        _ => true,
    };

    /// <inheritdoc/>
    public IMediaMatcher Attend(EncodedMedia media)
    {
        using var asked = new EvaluationMode(model);
        var tokens = media.Tokens ?? throw new ArgumentException("These media were encoded without tokens.", nameof(media));
        return new Matched(model, model.Text.Media(tokens), media.Media switch
        {
            MediaType.Audio => Sense.Audio,
            MediaType.AudioVideo => Sense.AudioVision,
            _ => Sense.Vision,
        });
    }

    private MediaFeatures See(ClipBatch batch)
    {
        var output = model.Vision.call(batch.Frames.to(model.Temperature.device), new VisionRequest());
        return model.Seen(output.Tokens, output.Pooled);
    }

    private MediaFeatures Hear(ClipBatch batch)
    {
        var sound = batch.Sound ?? throw new ArgumentException($"This batch of type {batch.Media} has no sound.", nameof(batch));
        var output = (model.Audio ?? throw AlignmentModel.Deaf()).call(sound.to(model.Temperature.device), AudioRequest.Default);
        return model.Heard(output.Tokens, output.Pooled);
    }

    private sealed class Matched(AlignmentModel model, MediaKeys keys, Sense sense) : IMediaMatcher
    {
        public Tensor Logits(IReadOnlyList<int> rows, EncodedTexts texts)
        {
            using var asked = new EvaluationMode(model);
            using var scope = NewDisposeScope();
            if (texts.States is null || texts.Mask is null) throw new ArgumentException("These texts were encoded without states.", nameof(texts));
            var picked = tensor(rows.Select(row => (long)row).ToArray(), device: texts.States.device);
            var fused = model.Text.Fuse(texts.States, texts.Mask, keys.Pick(picked));
            return scope.MoveToOuter(model.MatchingHead(sense).call(fused.select(1, 0)));
        }

        public void Dispose() => keys.Dispose();
    }
}
