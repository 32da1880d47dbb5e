using InternVideo2.Language;
using InternVideo2.Layers;
using InternVideo2.Tests.Golden;

namespace InternVideo2.Tests.Language;

/// <summary>Language models as the golden files of stage 3 describe them.</summary>
internal static class GoldenLanguage
{
    /// <param name="golden">Its config names dim, inter, layers, heads, kv, vocab, eps, theta; r and alpha of adapters are left out.</param>
    public static LanguageModelOptions Options(GoldenFile golden) => new()
    {
        VocabularySize = golden.Int("vocab"),
        Width = golden.Int("dim"),
        Depth = golden.Int("layers"),
        Heads = golden.Int("heads"),
        KeyHeads = golden.Int("kv"),
        HiddenWidth = golden.Config.TryGetProperty("inter", out _) ? golden.Int("inter") : golden.Int("intermediate", Hidden(golden)),
        NormEpsilon = golden.Number("eps", 1e-6),
        RotaryBase = golden.Number("theta", 10000),
    };

    /// <summary>The adapters that the config names.</summary>
    public static LowRankOptions Adapter(GoldenFile golden) => new(golden.Int("r"), golden.Number("alpha"), 0);

    // llama2.c rounds two thirds of four times the width up to a multiple.
    private static int? Hidden(GoldenFile golden)
    {
        if (!golden.Config.TryGetProperty("mult", out _)) return null;
        var (hidden, multiple) = (8 * golden.Int("dim") / 3, golden.Int("mult"));
        return (hidden + multiple - 1) / multiple * multiple;
    }
}
