using InternVideo2.Language;
using InternVideo2.Layers;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Language;

/// <summary>A language model whose norms and upper halves of adapters start where they would hide no mistake.</summary>
internal static class DisturbedModel
{
    /// <summary>Rows that do not fill eight lanes, and numbers of rows that are no multiples of four.</summary>
    public static LanguageModelOptions Sizes { get; } = new()
    {
        VocabularySize = 53,
        Width = 20,
        Depth = 2,
        Heads = 4,
        KeyHeads = 2,
        HeadWidth = 6,
        HiddenWidth = 27,
        MaxPositions = 64,
    };

    public static LanguageModel Of(LanguageModelOptions options)
    {
        using var frozen = no_grad();
        var model = new LanguageModel(options, Initializer.Seeded(6));
        using var generator = new Generator(7);
        foreach (var parameter in model.parameters())
        {
            using var noise = empty(parameter.shape, dtype: ScalarType.Float32).normal_(0, 0.3, generator);
            parameter.add_(noise);
        }
        model.eval();
        return model;
    }
}
