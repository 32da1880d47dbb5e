using static TorchSharp.torch;

namespace InternVideo2.Checkpoints;

/// <summary>
/// Gives a model the weights of a file without copying them: its parameters look at the file's own pages, which the system reads when they are
/// used and may drop when memory is short. Build the model with <see cref="Layers.Initializer.Deferred"/>, and its weights never need memory twice.
/// </summary>
public static class MappedWeights
{
    /// <summary>
    /// Maps what <see cref="CheckpointLoader.Load(nn.Module, KeyTable, ICheckpoint, string, LoadPolicy)"/> would copy. Parameters of another
    /// element type than the file's (float32 from a bfloat16 file) get converted copies, which are exact when they are wider. Values written later (by
    /// an optimiser) go to the memory, not to the file. <paramref name="file"/> may be disposed afterwards.
    /// </summary>
    /// <inheritdoc cref="CheckpointLoader.Load(nn.Module, KeyTable, ICheckpoint, string, LoadPolicy)"/>
    public static LoadReport Load(nn.Module module, KeyTable keys, SafetensorsFile file, string prefix = "", LoadPolicy policy = LoadPolicy.Exact)
    {
        var (report, wanted) = CheckpointLoader.Match(module, keys, file, prefix, policy);
        using var guard = no_grad();
        foreach (var key in report.Loaded) Attach(wanted[key], file, prefix + key);
        return report;
    }

    /// <summary>
    /// Maps what <see cref="CheckpointLoader.Load(nn.Module, KeyTable, ICheckpoint, LoadRecipe)"/> would copy, shards included; what the recipe changes on
    /// the way, and files that cannot be mapped, are copied. <paramref name="checkpoint"/> may be disposed afterwards.
    /// </summary>
    /// <inheritdoc cref="CheckpointLoader.Load(nn.Module, KeyTable, ICheckpoint, LoadRecipe)"/>
    public static LoadReport Load(nn.Module module, KeyTable keys, ICheckpoint checkpoint, LoadRecipe recipe)
    {
        var plan = LoadPlan.Make(module, keys, checkpoint, recipe);
        using var guard = no_grad();
        foreach (var step in plan.Steps)
        {
            using var scope = NewDisposeScope();
            var value = step.Change is null ? checkpoint.Map(step.Source) : step.Change.Apply(checkpoint.Read(step.Source));
            step.Target.set_(value.to(step.Target.dtype));
        }
        return plan.Report;
    }

    /// <summary>Lets <paramref name="parameter"/> look at a tensor of the file. Under no_grad.</summary>
    internal static void Attach(Tensor parameter, SafetensorsFile file, string name)
    {
        using var scope = NewDisposeScope();
        parameter.set_(file.Map(name).to(parameter.dtype));
    }
}
