using InternVideo2.Tests.Golden;
using Xunit;

namespace InternVideo2.Tests.Language;

/// <summary>
/// A real small language model (stories260K) that is not part of this repository: the folder that IV2_STORIES_MODEL names, with config.json,
/// model.safetensors, tokenizer.model, stories260K.bin and expected.json; else models/stories260K beside the golden folder.
/// </summary>
internal static class StoriesModel
{
    public static string Folder => Environment.GetEnvironmentVariable("IV2_STORIES_MODEL") is { Length: > 0 } named
        ? named
        : Path.Combine(GoldenFolder.Root, "..", "models", "stories260K");

    /// <summary>Why tests that need it do not run; null: it is here.</summary>
    public static string? Absence => File.Exists(Path.Combine(Folder, "model.safetensors"))
        ? null
        : "the model stories260K is not here; IV2_STORIES_MODEL names its folder";
}

/// <summary>A test that is reported as skipped where the model is not.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class StoriesModelFactAttribute : FactAttribute
{
    public StoriesModelFactAttribute() => Skip = StoriesModel.Absence;
}
