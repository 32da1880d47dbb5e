using InternVideo2.Encoders;
using static TorchSharp.torch;

namespace InternVideo2.Checkpoints;

/// <summary>Which tensor of a checkpoint goes where in a model, and what is done to it on the way. Making a plan changes nothing.</summary>
internal sealed class LoadPlan
{
    private readonly ICheckpoint checkpoint;
    private readonly LoadRecipe recipe;
    private readonly TokenGrid? grid;
    private readonly List<LoadDrop> dropped = [];
    private readonly List<LoadMismatch> mismatched = [];
    private readonly List<LoadChange> reshaped = [];
    private readonly List<LoadChange> interpolated = [];

    private LoadPlan(ICheckpoint checkpoint, LoadRecipe recipe, TokenGrid? grid) =>
        (this.checkpoint, this.recipe, this.grid) = (checkpoint, recipe, grid);

    /// <summary>What the load will do, or why it may not.</summary>
    public LoadReport Report { get; private set; } = null!;

    /// <summary>The steps, when the report allows them.</summary>
    public IReadOnlyList<LoadStep> Steps { get; private set; } = [];

    /// <exception cref="CheckpointMismatchException">Keys or shapes do not fit; holds the report.</exception>
    public static LoadPlan Make(nn.Module module, KeyTable keys, ICheckpoint checkpoint, LoadRecipe recipe)
    {
        var plan = new LoadPlan(checkpoint, recipe, GridOf(module));
        plan.Make(keys.State(module).ToDictionary(entry => entry.Name, entry => entry.Value), keys);
        return plan;
    }

    private void Make(Dictionary<string, Tensor> wanted, KeyTable keys)
    {
        var offered = Select();
        foreach (var key in offered.Keys.Where(keys.IsImplied).ToList())
        {
            dropped.Add(new LoadDrop(offered[key].Name, "follows from other keys"));
            offered.Remove(key);
        }
        var found = wanted.Where(want => offered.ContainsKey(want.Key));
        var steps = found.Select(want => Step(want.Key, want.Value, offered[want.Key])).OfType<LoadStep>().ToList();
        List<string> missing = [.. wanted.Keys.Where(key => !offered.ContainsKey(key))];
        List<string> unexpected = [.. offered.Keys.Where(key => !wanted.ContainsKey(key))];
        Report = new LoadReport(checkpoint.Path, [.. steps.Select(step => step.Key)], missing, unexpected, mismatched)
        {
            Reshaped = reshaped,
            Interpolated = interpolated,
            Dropped = dropped,
        };
        var refused = mismatched.Count > 0
            || (!recipe.Policy.HasFlag(LoadPolicy.AllowMissing) && !missing.All(MayLack))
            || (!recipe.Policy.HasFlag(LoadPolicy.AllowUnexpected) && unexpected.Count > 0);
        if (refused) throw new CheckpointMismatchException(Report with { Advice = LoadAdvice.For(offered, wanted, mismatched, recipe) });
        Steps = steps;
    }

    private bool MayLack(string key) => recipe.MayLack.Any(start => key.StartsWith(start, StringComparison.Ordinal));

    /// <summary>The checkpoint's tensors under the model's keys.</summary>
    private OrderedDictionary<string, CheckpointEntry> Select()
    {
        var selected = new OrderedDictionary<string, CheckpointEntry>();
        foreach (var entry in checkpoint.Entries.Values)
        {
            if (Rename(entry.Name) is not { } key) continue;
            if (!selected.TryAdd(key, entry))
                throw new CheckpointException(checkpoint.Path, $"the recipe gives two tensors the key '{key}'", entry.Name, actual: $"'{selected[key].Name}' too");
        }
        return selected;
    }

    private string? Rename(string name)
    {
        var key = name;
        foreach (var rule in recipe.Keys)
        {
            if (rule.Apply(key) is { } next)
            {
                key = next;
                continue;
            }
            dropped.Add(new LoadDrop(name, rule.ToString()));
            return null;
        }
        if (!recipe.Head.Deletes || !OfficialKeys.IsHead(key)) return key;
        dropped.Add(new LoadDrop(name, $"{nameof(HeadRule)}.{nameof(HeadRule.Delete)}"));
        return null;
    }

    private LoadStep? Step(string key, Tensor target, CheckpointEntry entry)
    {
        var type = TensorTypes.ToScalarType(entry.Dtype);
        var typeFits = target.dtype == type || (IsFloat(target.dtype) && IsFloat(type));
        var change = typeFits ? Adapt(key, target.shape, entry.Shape) : null;
        if (change is null && !(typeFits && target.shape.AsSpan().SequenceEqual(entry.Shape)))
        {
            mismatched.Add(new LoadMismatch(key, Describe(target.shape, target.dtype), Describe(entry.Shape, type)));
            return null;
        }
        if (change is not null)
        {
            var list = change.Kind == AdaptationKind.Interpolate ? interpolated : reshaped;
            list.Add(new LoadChange(key, entry.ShapeText, $"[{string.Join(", ", target.shape)}]", change.How));
        }
        return new LoadStep(key, entry.Name, target, change);
    }

    private Adaptation? Adapt(string key, long[] to, long[] from)
    {
        // Tables first: one may have the right shape and yet be for another grid.
        if (OfficialKeys.TableAxes(key) is { } axes) return grid is { } model ? TableAdaptation.For(axes, from, to, model, recipe) : null;
        if (to.AsSpan().SequenceEqual(from)) return null;
        if (OfficialKeys.IsPatchKernel(key)) return KernelAdaptation.For(from, to, recipe);
        return OfficialKeys.IsHead(key) ? recipe.Head.Adapt(from, to) : null;
    }

    private static TokenGrid? GridOf(nn.Module module) =>
        module.modules().Prepend(module).OfType<VideoEncoder>().FirstOrDefault()?.Options.Grid;

    private static bool IsFloat(ScalarType type) => type is ScalarType.Float64 or ScalarType.Float32 or ScalarType.Float16 or ScalarType.BFloat16;

    // Floating point types are converted into one another; anything else is a sign of a wrong file.
    private static string Describe(long[] shape, ScalarType type) => $"[{string.Join(", ", shape)}] of {type}";
}

/// <summary>One tensor on its way.</summary>
/// <param name="Key">Official key in the model.</param>
/// <param name="Source">Key in the checkpoint.</param>
/// <param name="Target">The model's tensor.</param>
/// <param name="Change">What is done to it; null: nothing.</param>
internal sealed record LoadStep(string Key, string Source, Tensor Target, Adaptation? Change);
