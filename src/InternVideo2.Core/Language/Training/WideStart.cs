using static TorchSharp.torch;

namespace InternVideo2.Language.Training;

/// <summary>
/// A start for small models. Matrices of large ones begin with a deviation of 0.02 whatever their size; at 128 channels a signal through them almost vanishes, and
/// a model learned to foresee the form of answers, but in a thousand steps not to look up in the text before what the answer is.
/// </summary>
internal static class WideStart
{
    private const double UsualDeviation = 0.02;

    // What the two matrices of a layer that add to its input begin with, in relation to the others.
    private const double OfAdded = 0.5;

    /// <summary>Gives each matrix but the embeddings the deviation 1/√inputs.</summary>
    public static void Apply(LanguageModel model)
    {
        using var guard = no_grad();
        foreach (var (name, parameter) in model.named_parameters())
        {
            if (parameter.dim() != 2 || !name.EndsWith(".weight", StringComparison.Ordinal)) continue;
            var added = name.EndsWith("projection.weight", StringComparison.Ordinal) || name.EndsWith("contract.weight", StringComparison.Ordinal);
            parameter.mul_((added ? OfAdded : 1) / (Math.Sqrt(parameter.shape[1]) * UsualDeviation));
        }
    }
}
