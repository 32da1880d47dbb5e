using InternVideo2.Data;
using InternVideo2.Evaluation;
using InternVideo2.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace InternVideo2.Clip;

/// <summary>A CLIP variant as evaluation asks it: retrieval by contrast alone, zero-shot classification, multiple choice (stage 2, 13.3). Uses the model, does
/// not own it.</summary>
/// <param name="model">Its mode is put back after each question.</param>
/// <param name="tokenizer">The text tower's.</param>
public sealed class ClipDualEncoder(ClipModel model, ITokenizer tokenizer) : IDualEncoder
{
    /// <inheritdoc/>
    public double Temperature => model.Temperature.ToDouble();

    /// <inheritdoc/>
    public EncodedMedia EncodeMedia(ClipBatch batch) => new(batch.Media, Asked(() => model.Videos(batch.Frames.to(model.Temperature.device))), Tokens: null);

    /// <inheritdoc/>
    public EncodedTexts EncodeTexts(IReadOnlyList<string> texts, int maxTokens) => new(Asked(() => model.Texts(model.Read(texts, tokenizer, maxTokens))));

    /// <summary>In evaluation mode, without gradients.</summary>
    private Tensor Asked(Func<Tensor> question)
    {
        var trained = model.training;
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        model.eval();
        try
        {
            return scope.MoveToOuter(question());
        }
        finally
        {
            model.train(trained);
        }
    }
}
