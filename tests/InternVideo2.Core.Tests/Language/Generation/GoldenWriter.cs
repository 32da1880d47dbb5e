using InternVideo2.Checkpoints;
using InternVideo2.Language;
using InternVideo2.Tests.Golden;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Language;

/// <summary>The small language models of the golden files that write.</summary>
internal static class GoldenWriter
{
    /// <summary>The model of a file that names its sizes as config.json does.</summary>
    public static LanguageModel OfLibrary(GoldenFile golden) => Load(golden, LanguageConfig.Parse(golden.Config.GetRawText(), "config").Model);

    /// <summary>The model of a file with the short names of sizes.</summary>
    public static LanguageModel OfShortNames(GoldenFile golden) => Load(golden, GoldenLanguage.Options(golden));

    private static LanguageModel Load(GoldenFile golden, LanguageModelOptions options)
    {
        using var scope = NewDisposeScope();
        var model = new LanguageModel(options);
        CheckpointLoader.Load(model, OfficialKeys.LanguageOf(options), golden.ReadAll("w."));
        model.eval();
        return model;
    }
}
