using System.Text.Json;
using InternVideo2.Language;
using InternVideo2.Layers;

namespace InternVideo2.Checkpoints;

/// <summary>What an adapter_config.json says (stage 3, 6).</summary>
/// <param name="Adapter">Sizes.</param>
/// <param name="Targets">Which matrices have one.</param>
public sealed record AdapterConfig(LowRankOptions Adapter, AdapterTargets Targets)
{
    /// <summary>Its name in a folder.</summary>
    public const string FileName = "adapter_config.json";

    /// <summary>The adapters of a model.</summary>
    /// <exception cref="InvalidOperationException">It has none.</exception>
    public static AdapterConfig Of(LanguageModel model) => model.Options.Adapter is { } adapter
        ? new AdapterConfig(adapter, model.Options.AdapterTargets)
        : throw new InvalidOperationException($"The language model has no adapters ({nameof(LanguageModelOptions)}.{nameof(LanguageModelOptions.Adapter)} is null).");

    /// <summary>Reads the file of a folder.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="CheckpointException">It is malformed, or describes adapters that this project has not; the message names the entry.</exception>
    public static AdapterConfig Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(path), new JsonDocumentOptions { MaxDepth = 32 });
            return Read(document.RootElement, path);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new CheckpointException(path, $"it is not the JSON of an adapter's settings ({e.Message})", inner: e);
        }
    }

    /// <summary>The text of such a file, which the adapter library reads, too.</summary>
    public string ToJson() => JsonSerializer.Serialize(new
    {
        peft_type = "LORA",
        task_type = "CAUSAL_LM",
        r = Adapter.Rank,
        lora_alpha = Adapter.Alpha,
        lora_dropout = Adapter.Dropout,
        bias = "none",
        fan_in_fan_out = false,
        inference_mode = true,
        target_modules = OfficialKeys.AdapterTargetNames.Where(pair => Targets.HasFlag(pair.Target)).Select(pair => pair.Name),
    }, Indented) + "\n";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private static AdapterConfig Read(JsonElement root, string path)
    {
        foreach (var (name, plain) in new[] { ("peft_type", "LORA"), ("bias", "none"), ("fan_in_fan_out", "False"), ("use_rslora", "False"), ("use_dora", "False") })
        {
            if (root.TryGetProperty(name, out var value) && value.ToString() != plain)
                throw new CheckpointException(path, $"'{name}' asks for something these adapters have not", expected: plain, actual: value.ToString());
        }
        foreach (var name in new[] { "alpha_pattern", "rank_pattern" })
        {
            if (root.TryGetProperty(name, out var pattern) && pattern.ValueKind == JsonValueKind.Object && pattern.EnumerateObject().Any())
                throw new CheckpointException(path, $"'{name}' gives single matrices another size; here all adapters have one", expected: "none", actual: pattern.ToString());
        }
        var adapter = new LowRankOptions(Entry(root, "r", path).GetInt32(), Entry(root, "lora_alpha", path).GetDouble(),
            root.TryGetProperty("lora_dropout", out var dropout) ? dropout.GetDouble() : 0);
        if (!root.TryGetProperty("target_modules", out var targets) || targets.ValueKind != JsonValueKind.Array)
            throw new CheckpointException(path, "'target_modules' lists no matrices", expected: "a list of names");
        return new AdapterConfig(adapter, targets.EnumerateArray().Select(target => Target(target.GetString(), path)).Aggregate(AdapterTargets.None, (all, one) => all | one));
    }

    private static JsonElement Entry(JsonElement root, string name, string path) => root.TryGetProperty(name, out var value)
        ? value
        : throw new CheckpointException(path, $"the entry '{name}' is missing", advice: $"Take the {FileName} that belongs to the weights.");

    private static AdapterTargets Target(string? name, string path)
    {
        var last = name?.Split('.')[^1];
        var found = OfficialKeys.AdapterTargetNames.FirstOrDefault(pair => pair.Name == last);
        return found.Name is not null
            ? found.Target
            : throw new CheckpointException(path, "'target_modules' names a matrix that this model has not",
                expected: string.Join(", ", OfficialKeys.AdapterTargetNames.Select(pair => pair.Name)), actual: name);
    }
}
