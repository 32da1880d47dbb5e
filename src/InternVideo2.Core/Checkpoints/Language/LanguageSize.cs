using System.Globalization;
using InternVideo2.Language;

namespace InternVideo2.Checkpoints;

/// <summary>The size of a language model, as the tensors of a checkpoint show it.</summary>
/// <param name="Depth">Layers.</param>
/// <param name="Width">Channels of a state.</param>
/// <param name="HiddenWidth">Width inside the MLPs.</param>
/// <param name="VocabularySize">Tokens of the vocabulary.</param>
/// <param name="Rank">Of its adapters; null: it has none.</param>
internal sealed record LanguageSize(int Depth, long Width, long HiddenWidth, long VocabularySize, long? Rank)
{
    private static readonly (string Name, LanguageModelOptions Options)[] Presets =
    [
        (nameof(LanguageModelOptions.Tiny), LanguageModelOptions.Tiny), (nameof(LanguageModelOptions.Llama7B), LanguageModelOptions.Llama7B),
        (nameof(LanguageModelOptions.Mistral7Bv02), LanguageModelOptions.Mistral7Bv02), (nameof(LanguageModelOptions.Mistral7Bv03), LanguageModelOptions.Mistral7Bv03),
    ];

    /// <summary>Null when there is no language model under official keys, whatever stands before them.</summary>
    public static LanguageSize? Of(IReadOnlyDictionary<string, CheckpointEntry> entries)
    {
        const string Embeddings = "model.embed_tokens.weight";
        if (entries.Keys.FirstOrDefault(key => key.EndsWith(Embeddings, StringComparison.Ordinal)) is not { } words) return null;
        var layers = words[..^Embeddings.Length] + "model.layers.";
        var gate = entries.FirstOrDefault(entry => entry.Key.StartsWith(layers, StringComparison.Ordinal) && entry.Key.Contains(".gate_proj.", StringComparison.Ordinal)
            && !entry.Key.Contains(OfficialKeys.AdapterMark, StringComparison.Ordinal)).Value;
        if (gate?.Shape is not [var hidden, _] || entries[words].Shape is not [var vocabulary, var width]) return null;
        var depth = entries.Keys.Where(key => key.StartsWith(layers, StringComparison.Ordinal))
            .Select(key => int.TryParse(key[layers.Length..].Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number + 1 : 0).Max();
        var adapter = entries.FirstOrDefault(entry => entry.Key.Contains(OfficialKeys.AdapterMark + "A", StringComparison.Ordinal)).Value;
        return new LanguageSize(depth, width, hidden, vocabulary, adapter?.Shape[0]);
    }

    public override string ToString()
    {
        var preset = Presets.FirstOrDefault(preset => preset.Options.Depth == Depth && preset.Options.Width == Width && preset.Options.HiddenWidth == HiddenWidth
            && preset.Options.VocabularySize == VocabularySize).Name;
        return $"a language model of {Depth} layers of width {Width}, MLPs of width {HiddenWidth}, {VocabularySize} tokens{(preset is null ? "" : $" ({preset})")}"
            + (Rank is { } rank ? $", with adapters of rank {rank}" : "");
    }
}
