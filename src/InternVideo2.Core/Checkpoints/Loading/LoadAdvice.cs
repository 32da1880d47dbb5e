using InternVideo2.Encoders;
using InternVideo2.Stage1;
using static TorchSharp.torch;

namespace InternVideo2.Checkpoints;

/// <summary>What to do about a checkpoint that does not fit: above all, which size it has.</summary>
internal static class LoadAdvice
{
    private static readonly (string Name, VideoEncoderOptions Options)[] Presets =
    [
        ("Tiny", Stage1Options.Tiny.Student), ("S14", VideoEncoderOptions.S14), ("B14", VideoEncoderOptions.B14), ("L14", VideoEncoderOptions.L14),
        ("Giant1B", VideoEncoderOptions.Giant1B), ("Giant6B", VideoEncoderOptions.Giant6B),
    ];

    /// <summary>Advice in a sentence or two; null when there is none.</summary>
    public static string? For(
        IReadOnlyDictionary<string, CheckpointEntry> offered, Dictionary<string, Tensor> wanted, IReadOnlyList<LoadMismatch> mismatched, LoadRecipe recipe)
    {
        var file = ModelSize.Of(offered.ToDictionary(entry => entry.Key, entry => entry.Value.Shape));
        var model = ModelSize.Of(wanted.ToDictionary(entry => entry.Key, entry => entry.Value.shape));
        if (file is not null && model is not null && file != model)
        {
            var remedy = NameOf(file) is { } name ? $"as {name}" : "with these sizes";
            return $"The checkpoint is of another size: it has {Show(file)}, the model {Show(model)}. Build the model {remedy}.";
        }
        if (file is null && OfficialKeys.CommonPrefix(offered.Keys) is { } prefix)
            return $"Its keys begin with '{prefix}': pass a recipe with {nameof(KeyRule)}.{nameof(KeyRule.Only)}(\"{prefix}\").";
        return mismatched.Select(mismatch => Adaptable(mismatch.Key, recipe)).FirstOrDefault(advice => advice is not null);
    }

    private static string? Adaptable(string key, LoadRecipe recipe)
    {
        const string Recipe = nameof(LoadRecipe);
        if (OfficialKeys.TableAxes(key) is not null && recipe.TableTimes is null)
            return $"Tables can be resized: name the checkpoint's positions in time in {Recipe}.{nameof(LoadRecipe.TableTimes)} (8 in stage-1 files).";
        if (OfficialKeys.IsPatchKernel(key))
            return $"Patch kernels can be brought to another tubelet size: {Recipe}.{nameof(LoadRecipe.Inflation)} or {nameof(LoadRecipe.AverageKernel)}.";
        if (!OfficialKeys.IsHead(key)) return null;
        return $"The head has other classes: {Recipe}.{nameof(LoadRecipe.Head)} can leave it out ({nameof(HeadRule.Delete)}) or pick classes "
            + $"({nameof(HeadRule.First)}, {nameof(HeadRule.Rows)}).";
    }

    /// <summary>The size of a checkpoint's transformer in words, whatever prefix it has; null when there is none.</summary>
    public static string? SizeOf(IReadOnlyDictionary<string, CheckpointEntry> entries)
    {
        var prefix = OfficialKeys.CommonPrefix(entries.Keys) ?? "";
        var shapes = entries.Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(entry => entry.Key[prefix.Length..], entry => entry.Value.Shape);
        return ModelSize.Of(shapes) is not { } size ? null : prefix.Length == 0 ? Show(size) : $"under '{prefix}' {Show(size)}";
    }

    private static string Show(ModelSize size) => NameOf(size) is { } name ? $"{size} ({name})" : $"{size}";

    private static string? NameOf(ModelSize size) =>
        Presets.FirstOrDefault(preset => new ModelSize(preset.Options.Depth, preset.Options.Width, preset.Options.HiddenWidth) == size).Name;
}

/// <summary>The size of a transformer, as its tensors show it.</summary>
internal sealed record ModelSize(int Depth, long Width, long HiddenWidth)
{
    /// <summary>Null when the tensors are no transformer's under official keys.</summary>
    public static ModelSize? Of(IReadOnlyDictionary<string, long[]> shapes)
    {
        if (!shapes.TryGetValue(OfficialKeys.FirstHidden, out var hidden) || hidden is not [var rows, var columns]) return null;
        var depth = shapes.Keys.Select(OfficialKeys.BlockNumber).Max() + 1;
        return new ModelSize(depth!.Value, columns, rows);
    }

    public override string ToString() => $"{Depth} blocks of width {Width}, MLPs of width {HiddenWidth}";
}
