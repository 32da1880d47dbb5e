namespace InternVideo2.Checkpoints.Pickled;

/// <summary>The tensors by name that a checkpoint's object holds, found as the official files keep them (stage 1, 12.1).</summary>
/// <param name="Under">The key it was found under; null: the object itself.</param>
/// <param name="Tensors">In the order of the file.</param>
/// <param name="LeftOut">What lies beside the tensors and is not read, by name and kind.</param>
internal sealed record StateDict(
    string? Under, OrderedDictionary<string, PickleTensor> Tensors, IReadOnlyList<(string Name, string Kind)> LeftOut)
{
    /// <summary>Looks under each of <paramref name="names"/> in turn, then takes the object itself.</summary>
    /// <exception cref="PickleException">There is no tensor in any of these places.</exception>
    public static StateDict Find(string path, object? root, IReadOnlyList<string> names)
    {
        if (root is not PickleDict top)
        {
            throw new PickleException(path, "the file holds no dictionary of tensors", actual: PickleKind.Of(root),
                advice: "Save the state dict of the model: torch.save(model.state_dict(), …).");
        }
        foreach (var name in names)
        {
            if (top.Find(name) is PickleDict inner && Of(path, name, inner) is { Tensors.Count: > 0 } found)
                return found with { LeftOut = [.. found.LeftOut, .. Of(path, null, top).LeftOut.Where(left => left.Name != name)] };
        }
        var itself = Of(path, null, top);
        if (itself.Tensors.Count > 0) return itself;
        var keys = top.Items.Select(item => $"{Text(item.Key)} ({PickleKind.Of(item.Value)})").Take(8);
        throw new PickleException(path, $"there are no tensors under {string.Join(", ", names.Select(name => $"'{name}'"))} or at the top",
            actual: top.Items.Count == 0 ? "an empty dictionary" : string.Join(", ", keys),
            advice: $"Name the right key in {nameof(CheckpointOptions)}.{nameof(CheckpointOptions.StateDictKeys)}.");
    }

    private static StateDict Of(string path, string? under, PickleDict dictionary)
    {
        var tensors = new OrderedDictionary<string, PickleTensor>();
        var leftOut = new List<(string, string)>();
        foreach (var (key, value) in dictionary.Items)
        {
            if (key is string name && value is PickleTensor tensor) tensors[name] = tensor;
            else leftOut.Add((Text(key), PickleKind.Of(value)));
        }
        return new StateDict(under, tensors, leftOut);
    }

    private static string Text(object? key) => key as string ?? PickleKind.Of(key);
}
