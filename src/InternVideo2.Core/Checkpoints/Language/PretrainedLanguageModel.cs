using InternVideo2.Language;
using InternVideo2.Layers;
using static TorchSharp.torch;

namespace InternVideo2.Checkpoints;

/// <summary>A language model with the weights of a checkpoint, ready to be asked: in evaluation mode and frozen. Owns the model.</summary>
public sealed class PretrainedLanguageModel : IDisposable
{
    /// <summary>The file of weights that <see cref="Save"/> writes.</summary>
    public const string WeightsName = "model.safetensors";

    // Comes before the file of weights where a folder has both, so a folder that is saved anew must not keep it.
    private const string IndexName = "model.safetensors.index.json";

    private static readonly string[] Weights =
        [IndexName, WeightsName, "pytorch_model.bin.index.json", "pytorch_model.bin"];

    private PretrainedLanguageModel(LanguageModel model, LanguageConfig config, LoadReport report) => (Model, Config, Report) = (model, config, report);

    public LanguageModel Model { get; }

    /// <summary>How it is built, and its special tokens.</summary>
    public LanguageConfig Config { get; }

    /// <summary>What was loaded.</summary>
    public LoadReport Report { get; }

    /// <summary>Opens a checkpoint. Weights of float32 files stay in the files' own pages; others are converted. Not inside a DisposeScope.</summary>
    /// <param name="path">
    /// A folder of Hugging Face (config.json beside model.safetensors, or shards with their index), a safetensors file or index in such a folder, or a file
    /// of llama2.c (version 0).
    /// </param>
    /// <param name="adapter">Sizes of adapters to add, which begin without effect unless the checkpoint has them; null: none.</param>
    /// <param name="targets">Which matrices get one.</param>
    /// <param name="seed">Of the adapters' first values.</param>
    /// <exception cref="FileNotFoundException">There is no such file, or no config.json.</exception>
    /// <exception cref="CheckpointException">A file is malformed or truncated, or a shard is missing; or it is another kind of model.</exception>
    /// <exception cref="CheckpointMismatchException">The weights are not those that config.json describes; holds the report.</exception>
    public static PretrainedLanguageModel Open(
        string path, LowRankOptions? adapter = null, AdapterTargets targets = AdapterTargets.QueryAndValue, ulong seed = 0)
    {
        var (checkpoint, config) = Find(path);
        using (checkpoint)
        {
            var init = Initializer.Deferred();
            var model = new LanguageModel(config.Model with { Adapter = adapter, AdapterTargets = targets }, init);
            try
            {
                model.eval();
                foreach (var parameter in model.parameters()) parameter.requires_grad = false;
                var report = MappedWeights.Load(model, OfficialKeys.LanguageOf(config.Model), checkpoint, LoadRecipe.Language(AdapterKeys(model)));
                Draw(model, report, init, seed);
                return new PretrainedLanguageModel(model, config, report);
            }
            catch
            {
                model.Dispose();
                throw;
            }
        }
    }

    /// <summary>
    /// Writes a model as a folder of Hugging Face: config.json and model.safetensors, each replaced as a whole. Adapters are in the weights when they are
    /// merged, else they are left out (<see cref="LanguageAdapters"/> saves them). Where the folder held shards, their index is removed at the end, as it
    /// would lead back to them; the shards themselves stay.
    /// </summary>
    /// <param name="folder">Made if there is none.</param>
    /// <param name="model">Stays the caller's.</param>
    /// <param name="tokens">The special tokens; its sizes are not looked at. Null: 1 begins a text, 2 ends it.</param>
    /// <exception cref="IOException">A file cannot be written; an old one is unchanged.</exception>
    public static void Save(string folder, LanguageModel model, LanguageConfig? tokens = null)
    {
        Directory.CreateDirectory(folder);
        using var head = model.MergedHead();
        var state = OfficialKeys.Language.State(model).Where(entry => !entry.Name.Contains(OfficialKeys.AdapterMark, StringComparison.Ordinal));
        if (head is not null) state = state.Append(("lm_head.weight", head));
        var plain = model.Options with { Adapter = null, TiedHead = model.Options.TiedHead && head is null };
        var config = tokens is null ? new LanguageConfig { Model = plain } : tokens with { Model = plain };
        SafetensorsWriter.Write(Path.Combine(folder, WeightsName), state, new Dictionary<string, string> { ["format"] = "pt" });
        AtomicFile.Write(Path.Combine(folder, LanguageConfig.FileName), stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(config.ToJson())));
        File.Delete(Path.Combine(folder, IndexName));
        FolderSync.Flush(folder);
    }

    public void Dispose() => Model.Dispose();

    /// <summary>Official keys of a model's adapters.</summary>
    internal static IReadOnlyList<string> AdapterKeys(LanguageModel model) =>
        [.. OfficialKeys.Language.State(model).Select(entry => entry.Name).Where(name => name.Contains(OfficialKeys.AdapterMark, StringComparison.Ordinal))];

    private static (ICheckpoint, LanguageConfig) Find(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        // Configurations first: when one cannot be read, no weights are left open.
        if (Directory.Exists(path))
        {
            var config = LanguageConfig.Read(Path.Combine(path, LanguageConfig.FileName));
            return (OpenWeights(path), config);
        }
        if (path.EndsWith(".safetensors", StringComparison.Ordinal) || path.EndsWith(".index.json", StringComparison.Ordinal))
        {
            var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
            var config = LanguageConfig.Read(Path.Combine(folder, LanguageConfig.FileName));
            return (Checkpoint.Open(path), config);
        }
        var file = Llama2cFile.Open(path);
        return (new OriginalLlama(file, file.Options.Heads, file.Options.KeyHeadCount), new LanguageConfig { Model = file.Options });
    }

    private static ICheckpoint OpenWeights(string folder)
    {
        var found = Weights.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
        return Checkpoint.Open(found ?? folder);
    }

    /// <summary>Gives adapters that the checkpoint lacks the values they begin with.</summary>
    private static void Draw(LanguageModel model, LoadReport report, Initializer init, ulong seed)
    {
        if (report.Missing.Count == 0) return;
        using var guard = no_grad();
        using var draws = new Generator(seed);
        var missing = report.Missing.ToHashSet();
        var parameters = OfficialKeys.Language.Parameters(model).Where(entry => missing.Contains(entry.Name)).Select(entry => entry.Parameter).ToHashSet(ReferenceEqualityComparer.Instance);
        foreach (var parameter in init.PutOff.Where(parameter => parameters.Contains(parameter)))
        {
            using var scope = NewDisposeScope();
            parameter.set_(init.Draw(parameter, draws));
        }
    }
}
