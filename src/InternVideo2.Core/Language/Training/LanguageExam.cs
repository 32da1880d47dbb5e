using TorchSharp;
using static TorchSharp.torch;

namespace InternVideo2.Language.Training;

/// <summary>How well a language model foresees texts.</summary>
/// <param name="Loss">Mean −log p of a token, in nats.</param>
/// <param name="Tokens">Tokens that were guessed.</param>
public sealed record LanguageScore(double Loss, long Tokens)
{
    /// <summary>e^loss: among so many equally likely tokens the model chooses.</summary>
    public double Perplexity => Math.Exp(Loss);
}

/// <summary>Asks a language model for the next token of texts it has not learned from.</summary>
public static class LanguageExam
{
    /// <summary>The loss over all tokens of all texts but the first of each row.</summary>
    /// <param name="model">Asked in evaluation mode; the mode it had is put back.</param>
    /// <param name="texts">At least a batch of rows; what does not fill a batch is left out.</param>
    /// <param name="cancellation">Looked at between batches.</param>
    public static LanguageScore Ask(LanguageModel model, TextRows texts, CancellationToken cancellation = default)
    {
        var training = model.training;
        model.eval();
        try
        {
            using var noGrad = no_grad();
            var (sum, count) = (0.0, 0L);
            texts.Cursor = default;
            for (var batch = 0; batch < texts.BatchesPerEpoch; batch++)
            {
                cancellation.ThrowIfCancellationRequested();
                using var scope = NewDisposeScope();
                using var rows = texts.Next(cancellation);
                var guessed = rows.Tokens!.Mask.narrow(1, 1, rows.Tokens.Length - 1).sum().ToInt64();
                sum += LanguageObjective.Loss(model, rows.Tokens, null).ToDouble() * guessed;
                count += guessed;
            }
            return new LanguageScore(sum / count, count);
        }
        finally
        {
            model.train(training);
        }
    }
}
