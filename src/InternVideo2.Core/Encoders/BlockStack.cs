using InternVideo2.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InternVideo2.Encoders;

/// <summary>Runs blocks one after the other and keeps the outputs that were asked for.</summary>
internal static class BlockStack
{
    /// <summary>The output of the last block, and those of <paramref name="layers"/> (ascending) as separate tensors. Owned by the caller.</summary>
    /// <param name="blocks">At least one.</param>
    /// <param name="x">B × L × C; stays the caller's.</param>
    /// <param name="layers">Indices of blocks, ascending.</param>
    /// <param name="drops">Generator of the drop-path draws.</param>
    /// <param name="skip">How many blocks at the end are left out; at least one remains.</param>
    public static (Tensor Last, List<Tensor> Layers) Run(
        ModuleList<TransformerBlock> blocks, Tensor x, IReadOnlyList<int> layers, Generator? drops, int skip = 0)
    {
        var kept = new List<Tensor>(layers.Count);
        Tensor? passing = null;
        for (var layer = 0; layer < blocks.Count - skip; layer++)
        {
            var next = RunOne(blocks[layer], passing ?? x, drops);
            passing?.Dispose();
            passing = next;
            // An alias, so that each has one owner.
            if (kept.Count < layers.Count && layers[kept.Count] == layer) kept.Add(next.alias());
        }
        return (passing!, kept);
    }

    private static Tensor RunOne(TransformerBlock block, Tensor x, Generator? drops)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(block.call(x, drops));
    }
}
