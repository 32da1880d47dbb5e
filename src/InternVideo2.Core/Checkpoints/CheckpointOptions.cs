namespace InternVideo2.Checkpoints;

/// <summary>How <see cref="Checkpoint.Open"/> reads pickled files; other formats have nothing to choose.</summary>
public sealed record CheckpointOptions
{
    /// <summary>
    /// Where the state dict is looked for, in this order; if under none of these, the object itself is it (stage 1, 12.1: plain saves keep it under
    /// "model", DeepSpeed's under "module").
    /// </summary>
    public IReadOnlyList<string> StateDictKeys { get; init; } = ["model", "module"];

    /// <summary>
    /// Further names ("package.module.Class") that a pickle may refer to beside its tensors. Like those that are known (argparse.Namespace, numbers of
    /// numpy, …) they are never constructed, only stepped over. Names that rebuild tensors keep their meaning.
    /// </summary>
    public IReadOnlySet<string> StepOver { get; init; } = new HashSet<string>();
}
