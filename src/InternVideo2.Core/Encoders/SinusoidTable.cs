using InternVideo2.Layers;
using static TorchSharp.torch;

namespace InternVideo2.Encoders;

/// <summary>
/// The constant positions of transformers that learned from a fixed grid (stage 1, 2.2; stage 3, 2.1): computed there, resized for other grids, and kept.
/// Thread-safe. Not a tensor field of the module: that would be an entry of its state, which official checkpoints do not have.
/// </summary>
/// <param name="width">C.</param>
/// <param name="trained">The grid that was learned from.</param>
internal sealed class SinusoidTable(int width, TokenGrid trained) : IDisposable
{
    private readonly Dictionary<TokenGrid, Tensor> tables = [];

    /// <summary>The rows of a grid's tokens: N × C float32 on the CPU; stays this object's.</summary>
    public Tensor Of(TokenGrid grid)
    {
        lock (tables)
        {
            return tables.TryGetValue(grid, out var known) ? known : tables[grid] = Make(grid).DetachFromDisposeScope();
        }
    }

    public void Dispose()
    {
        foreach (var table in tables.Values) table.Dispose();
        tables.Clear();
    }

    private Tensor Make(TokenGrid grid)
    {
        var table = PositionTables.Interleaved(width, trained.Count);
        if (grid == trained) return table;
        using (table) return PositionResize.Resize(table, trained, grid);
    }
}
