using System.Text.Json;
using System.Text.Json.Serialization;
using InternVideo2.Checkpoints;
using static TorchSharp.torch;

namespace InternVideo2.Training;

/// <summary>
/// One seed of an ablation on disk: <c>seed-1/</c> while it is being trained (a <see cref="RunFolder"/>), <c>seed-1.json</c> with its rows and
/// <c>seed-1-weights/</c> with the trained arms once it is finished.
/// </summary>
internal sealed class AblationFolder
{
    private const int Version = 1;

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    private readonly IReadOnlyList<AblationArm> _arms;
    private readonly string _recipe;
    private readonly string _folder;
    private readonly string _name;

    public AblationFolder(string folder, ulong seed, IReadOnlyList<AblationArm> arms, string recipe)
    {
        Directory.CreateDirectory(folder);
        (_folder, _name, _arms, _recipe) = (folder, $"seed-{seed}", arms, recipe);
    }

    /// <summary>Where the state of an unfinished seed is kept.</summary>
    public string StateFolder => Path.Combine(_folder, _name);

    /// <summary><see cref="StateFolder"/> if it holds a state, else null.</summary>
    public string? UnfinishedState => RunFolder.Current(StateFolder) is null ? null : StateFolder;

    private string RowsFile => Path.Combine(_folder, _name + ".json");

    /// <summary>The rows of a finished seed, or null.</summary>
    /// <exception cref="RunStateException">They are damaged, or of another ablation.</exception>
    public IReadOnlyList<AblationRow>? FinishedRows()
    {
        if (!File.Exists(RowsFile)) return null;
        Saved? saved;
        try
        {
            saved = JsonSerializer.Deserialize<Saved>(File.ReadAllText(RowsFile), Json);
        }
        catch (JsonException e)
        {
            throw new RunStateException($"'{RowsFile}' is damaged: {e.Message} Delete it to train this seed anew.", e);
        }
        if (saved is not { Version: Version, Rows: not null } || saved.Recipe != _recipe || !saved.Arms.SequenceEqual(Names))
        {
            throw new RunStateException(
                $"'{RowsFile}' is of another ablation: arms {string.Join(", ", saved?.Arms ?? [])}; '{saved?.Recipe}'. This one has the arms "
                + $"{string.Join(", ", Names)}; '{_recipe}'. Use another folder.");
        }
        return saved.Rows;
    }

    /// <summary>Keeps rows and weights; the state that led to them goes.</summary>
    public void Finish(IReadOnlyList<AblationRow> rows, IEnumerable<IEnumerable<(string Name, Tensor Weights)>> arms)
    {
        var weights = Path.Combine(_folder, _name + "-weights");
        Directory.CreateDirectory(weights);
        foreach (var (i, arm) in arms.Index()) SafetensorsWriter.Write(Path.Combine(weights, $"arm-{i}.safetensors"), arm);
        var json = JsonSerializer.SerializeToUtf8Bytes(new Saved(Version, _recipe, Names, rows), Json);
        AtomicFile.Write(RowsFile, stream => stream.Write(json), json.Length);
        if (Directory.Exists(StateFolder)) Directory.Delete(StateFolder, recursive: true);
    }

    private string[] Names => [.. _arms.Select(arm => arm.Name)];

    private sealed record Saved(int Version, string Recipe, string[] Arms, IReadOnlyList<AblationRow> Rows);
}
