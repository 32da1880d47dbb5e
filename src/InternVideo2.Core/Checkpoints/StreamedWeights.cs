using InternVideo2.Layers;
using static TorchSharp.torch;

namespace InternVideo2.Checkpoints;

/// <summary>
/// Lets a model run whose weights do not fit into memory: each transformer block gets its weights from the file when it is called and gives them
/// up afterwards, so that only one block's are present at a time. The weights outside the blocks stay. The numbers are those of the model with all its
/// weights loaded, to the last bit. For looking at things, not for training: the parameters are frozen.
/// </summary>
/// <remarks>
/// A file of bfloat16 weights is half as long to read; each block is widened to the model's own type when its turn comes, always in the same memory,
/// because fresh memory costs a page fault for every 4 kB. While one block computes, the system is asked to read the next one's pages. One forward pass at
/// a time.
/// </remarks>
public sealed class StreamedWeights : IDisposable
{
    private readonly SafetensorsFile file;
    private readonly List<Block> blocks = [];
    private readonly List<Action> hooks = [];
    private readonly Dictionary<int, Tensor> widened = [];
    private Block? present;

    private StreamedWeights(SafetensorsFile file, LoadReport report) => (this.file, Report) = (file, report);

    /// <summary>What was found in the file.</summary>
    public LoadReport Report { get; }

    /// <summary>
    /// Attaches <paramref name="module"/>, best built with <see cref="Initializer.Deferred"/>, to <paramref name="file"/>. Until this object is
    /// disposed, its blocks are streamed; afterwards they have no weights (every element is NaN).
    /// </summary>
    /// <param name="module">A model with <see cref="TransformerBlock"/>s, on the CPU.</param>
    /// <param name="keys">The table for its kind.</param>
    /// <param name="file">The checkpoint; it must stay open as long as this object is used, and stays the caller's.</param>
    /// <param name="prefix">Only keys with this prefix count; it is removed.</param>
    /// <param name="policy">What may be left undone.</param>
    /// <exception cref="CheckpointMismatchException">Keys or shapes do not fit; holds the report.</exception>
    public static StreamedWeights Attach(
        nn.Module module, KeyTable keys, SafetensorsFile file, string prefix = "", LoadPolicy policy = LoadPolicy.Exact)
    {
        var (report, wanted) = CheckpointLoader.Match(module, keys, file, prefix, policy);
        var streamed = new StreamedWeights(file, report);
        foreach (var parameter in module.parameters()) parameter.requires_grad = false;
        var within = new HashSet<string>();
        foreach (var (path, block) in module.named_modules().Where(named => named.Item2 is TransformerBlock))
        {
            var names = block.named_parameters().Select(named => keys.ToOfficial($"{path}.{named.Item1}")).Where(wanted.ContainsKey).ToList();
            streamed.Add((TransformerBlock)block, [.. names.Select(name => (wanted[name], prefix + name))]);
            within.UnionWith(names);
        }
        using var guard = no_grad();
        foreach (var name in report.Loaded.Where(name => !within.Contains(name))) MappedWeights.Attach(wanted[name], file, prefix + name);
        return streamed;
    }

    public void Dispose()
    {
        foreach (var remove in hooks) remove();
        hooks.Clear();
        GiveUp();
        foreach (var memory in widened.Values) memory.Dispose();
        widened.Clear();
    }

    private void Add(TransformerBlock module, (Tensor Parameter, string Name)[] weights)
    {
        var block = new Block(blocks.Count, weights);
        blocks.Add(block);
        block.GiveUp();
        hooks.Add(module.register_forward_pre_hook((nn.Module _) => Provide(block)).remove);
        hooks.Add(module.register_forward_hook((nn.Module _) => GiveUp()).remove);
    }

    private void Provide(Block block)
    {
        GiveUp(); // a pass that ended with an exception has left its block behind
        present = block;
        block.Provide(file, widened);
        if (block.Number + 1 < blocks.Count) blocks[block.Number + 1].Announce(file);
    }

    private void GiveUp()
    {
        present?.GiveUp();
        present = null;
    }

    private sealed class Block(int number, (Tensor Parameter, string Name)[] weights)
    {
        public int Number => number;

        public void Provide(SafetensorsFile file, Dictionary<int, Tensor> widened)
        {
            using var guard = no_grad();
            using var scope = NewDisposeScope();
            foreach (var (i, (parameter, name)) in weights.Index())
            {
                var stored = file.Map(name);
                parameter.set_(stored.dtype == parameter.dtype ? stored : Widen(stored, parameter, i, widened));
            }
        }

        // The blocks of a model are alike, so that the i-th weights of all of them can take turns in one place.
        private static Tensor Widen(Tensor stored, Tensor parameter, int i, Dictionary<int, Tensor> widened)
        {
            if (!widened.TryGetValue(i, out var memory) || !memory.shape.SequenceEqual(stored.shape))
            {
                memory?.Dispose();
                widened[i] = memory = empty(stored.shape, dtype: parameter.dtype, device: CPU).DetachFromDisposeScope();
            }
            return memory.copy_(stored);
        }

        public void Announce(SafetensorsFile file)
        {
            foreach (var (_, name) in weights) file.ReadAhead(name);
        }

        public void GiveUp()
        {
            using var guard = no_grad();
            using var scope = NewDisposeScope();
            foreach (var (parameter, _) in weights) parameter.set_(Unallocated.Like(parameter));
        }
    }
}
