using static TorchSharp.torch;

namespace InternVideo2.Checkpoints;

/// <summary>What a load may leave undone. Other shapes are never accepted.</summary>
[Flags]
public enum LoadPolicy
{
    /// <summary>Keys must be the same.</summary>
    Exact = 0,

    /// <summary>The model may have keys that the checkpoint has not; these keep their values.</summary>
    AllowMissing = 1,

    /// <summary>The checkpoint may have keys that the model has not.</summary>
    AllowUnexpected = 2,
}

/// <summary>
/// Brings the values of a checkpoint into a model, by official key. Nothing is changed unless everything the recipe demands is in order, so a load is
/// never partial without saying so.
/// </summary>
public static class CheckpointLoader
{
    /// <summary>Loads a checkpoint as a recipe says.</summary>
    /// <param name="module">The model.</param>
    /// <param name="keys">The table for its kind.</param>
    /// <param name="checkpoint">The checkpoint, of any format; it stays the caller's.</param>
    /// <param name="recipe">What may be adapted and left undone.</param>
    /// <returns>What was loaded, what was adapted and how, and, as far as the recipe allows it, what was not loaded.</returns>
    /// <exception cref="CheckpointMismatchException">Keys or shapes do not fit; holds the report and, if it is the size, says which preset fits.</exception>
    /// <exception cref="CheckpointException">A value is NaN or infinite, or the file is damaged.</exception>
    public static LoadReport Load(nn.Module module, KeyTable keys, ICheckpoint checkpoint, LoadRecipe recipe)
    {
        var plan = LoadPlan.Make(module, keys, checkpoint, recipe);
        if (!recipe.AllowNonFinite) CheckFinite(checkpoint, plan.Steps);
        using var guard = no_grad();
        foreach (var step in plan.Steps)
        {
            using var scope = NewDisposeScope();
            var value = checkpoint.Read(step.Source);
            step.Target.copy_(step.Change is null ? value : step.Change.Apply(value));
        }
        return plan.Report;
    }

    /// <summary>Loads a checkpoint without adaptations.</summary>
    /// <param name="module">The model.</param>
    /// <param name="keys">The table for its kind.</param>
    /// <param name="checkpoint">The checkpoint, of any format; it stays the caller's.</param>
    /// <param name="prefix">Only keys with this prefix count; it is removed.</param>
    /// <param name="policy">What may be left undone.</param>
    /// <inheritdoc cref="Load(nn.Module, KeyTable, ICheckpoint, LoadRecipe)"/>
    public static LoadReport Load(nn.Module module, KeyTable keys, ICheckpoint checkpoint, string prefix = "", LoadPolicy policy = LoadPolicy.Exact) =>
        Load(module, keys, checkpoint, Plain(prefix, policy));

    /// <summary>Loads tensors under their official keys; they stay the caller's.</summary>
    /// <inheritdoc cref="Load(nn.Module, KeyTable, ICheckpoint, LoadRecipe)"/>
    public static LoadReport Load(
        nn.Module module, KeyTable keys, IReadOnlyDictionary<string, Tensor> tensors, LoadPolicy policy = LoadPolicy.Exact)
    {
        using var checkpoint = new TensorCheckpoint(tensors);
        return Load(module, keys, checkpoint, Plain("", policy));
    }

    /// <summary>
    /// What a load without adaptations would take over, and the places it would go to, by official key (without the prefix). Nothing is changed.
    /// </summary>
    /// <inheritdoc cref="Load(nn.Module, KeyTable, ICheckpoint, string, LoadPolicy)"/>
    internal static (LoadReport Report, Dictionary<string, Tensor> Wanted) Match(
        nn.Module module, KeyTable keys, ICheckpoint checkpoint, string prefix, LoadPolicy policy)
    {
        var plan = LoadPlan.Make(module, keys, checkpoint, Plain(prefix, policy));
        return (plan.Report, plan.Steps.ToDictionary(step => step.Key, step => step.Target));
    }

    private static LoadRecipe Plain(string prefix, LoadPolicy policy) =>
        new() { Keys = prefix.Length == 0 ? [] : [KeyRule.Only(prefix)], Policy = policy };

    // A pass of its own, before anything is changed: a model that is half loaded is worse than one that is loaded slowly.
    private static void CheckFinite(ICheckpoint checkpoint, IReadOnlyList<LoadStep> steps)
    {
        foreach (var step in steps.Where(step => step.Target.is_floating_point()))
        {
            using var scope = NewDisposeScope();
            var bad = checkpoint.Read(step.Source).isfinite().logical_not().sum().item<long>();
            if (bad == 0) continue;
            throw new CheckpointException(checkpoint.Path, "the tensor holds values that are NaN or infinite; nothing was loaded", step.Source,
                actual: $"{bad} of {checkpoint.Entries[step.Source].Count} values",
                advice: "The run that saved it diverged: take an older one. To load it all the same, set "
                    + $"{nameof(LoadRecipe)}.{nameof(LoadRecipe.AllowNonFinite)}.");
        }
    }
}
