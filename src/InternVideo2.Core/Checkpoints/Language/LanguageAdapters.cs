using System.Security.Cryptography;
using InternVideo2.Language;
using static TorchSharp.torch;

namespace InternVideo2.Checkpoints;

/// <summary>
/// The adapters of a language model by themselves, in a folder as the adapter library keeps them: adapter_config.json and adapter_model.safetensors
/// (stage 3, 6). A mark of the model they were trained on is saved with them.
/// </summary>
public static class LanguageAdapters
{
    /// <summary>The file of their weights.</summary>
    public const string WeightsName = "adapter_model.safetensors";

    private const string BaseMark = "iv2.base";

    /// <summary>Writes the adapters of a model. Each file is replaced as a whole.</summary>
    /// <param name="folder">Made if there is none.</param>
    /// <param name="model">Stays the caller's.</param>
    /// <exception cref="InvalidOperationException">It has no adapters.</exception>
    /// <exception cref="IOException">A file cannot be written; an old one is unchanged.</exception>
    public static void Save(string folder, LanguageModel model)
    {
        var config = AdapterConfig.Of(model);
        Directory.CreateDirectory(folder);
        var state = OfficialKeys.AdaptedLanguage.State(model)
            .Where(entry => entry.Name.Contains(OfficialKeys.AdapterMark, StringComparison.Ordinal))
            .Select(entry => (entry.Name.Replace(".default.weight", ".weight", StringComparison.Ordinal), entry.Value));
        var metadata = new Dictionary<string, string> { ["format"] = "pt", [BaseMark] = Fingerprint(model) };
        SafetensorsWriter.Write(Path.Combine(folder, WeightsName), state, metadata);
        AtomicFile.Write(Path.Combine(folder, AdapterConfig.FileName), stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(config.ToJson())));
    }

    /// <summary>Brings saved adapters into a model; nothing is changed unless all fit.</summary>
    /// <param name="folder">From <see cref="Save"/>, or from the adapter library.</param>
    /// <param name="model">Has adapters of the same sizes (<see cref="AdapterConfig"/>), not merged.</param>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="CheckpointException">A file is malformed; or the adapters were trained on another model, or are of other sizes.</exception>
    /// <exception cref="CheckpointMismatchException">Keys or shapes do not fit; holds the report.</exception>
    /// <exception cref="InvalidOperationException">The model has no adapters, or they are merged.</exception>
    public static LoadReport Load(string folder, LanguageModel model)
    {
        if (model.Merged) throw new InvalidOperationException("The adapters are merged into the weights: unmerge them before others are loaded.");
        var (config, own) = (AdapterConfig.Read(folder), AdapterConfig.Of(model));
        var path = Path.Combine(folder, WeightsName);
        if (config.Targets != own.Targets || config.Adapter.Rank != own.Adapter.Rank || config.Adapter.Alpha != own.Adapter.Alpha)
        {
            throw new CheckpointException(folder, "the adapters are of other sizes than the model's", expected: own.ToString(), actual: config.ToString(),
                advice: $"Build the model with the folder's {nameof(AdapterConfig)}.");
        }
        using var file = SafetensorsFile.Open(path);
        if (file.Metadata.TryGetValue(BaseMark, out var mark) && mark != Fingerprint(model))
        {
            throw new CheckpointException(path, "the adapters were trained on another language model; nothing was loaded",
                advice: "Load the model they belong to, or train new ones.");
        }
        var lacked = OfficialKeys.Language.State(model).Select(entry => entry.Name)
            .Where(name => !name.Contains(OfficialKeys.AdapterMark, StringComparison.Ordinal)).ToList();
        return CheckpointLoader.Load(model, OfficialKeys.Language, file, LoadRecipe.Language(lacked));
    }

    /// <summary>
    /// Tells language models apart by what adapters never change: their sizes, the first channel of all embeddings, and the norms. Rounding to fewer bits
    /// and back changes it.
    /// </summary>
    internal static string Fingerprint(LanguageModel model)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, value) in OfficialKeys.Language.State(model))
        {
            var sample = value.ndim == 1 ? value : name.EndsWith("embed_tokens.weight", StringComparison.Ordinal) ? value.select(1, 0) : null;
            if (sample is not null) hash.AppendData(sample.to(ScalarType.Float32).cpu().contiguous().bytes);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..32];
    }
}
