using InternVideo2.Layers;
using static TorchSharp.torch;

namespace InternVideo2.Checkpoints;

/// <summary>
/// A checkpoint with LLaMA's own names (tok_embeddings, layers.N.attention.wq …) as one with those of Hugging Face: names are translated, and the rows of
/// queries and keys change places (<see cref="RotaryPairing"/>). Tensors of other names stay as they are. Owns the checkpoint below.
/// </summary>
public sealed class OriginalLlama : ICheckpoint
{
    private readonly ICheckpoint original;
    private readonly (long Queries, long Keys) heads;
    private readonly Dictionary<string, (string Source, bool Translated)> names = [];
    private readonly OrderedDictionary<string, CheckpointEntry> entries = [];

    /// <param name="original">Taken over.</param>
    /// <param name="heads">Heads of the queries.</param>
    /// <param name="keyHeads">Heads of the keys.</param>
    /// <exception cref="CheckpointException">It has a tensor under both names; it is disposed.</exception>
    public OriginalLlama(ICheckpoint original, long heads, long keyHeads)
    {
        (this.original, this.heads) = (original, (heads, keyHeads));
        foreach (var entry in original.Entries.Values)
        {
            var translated = OfficialKeys.OriginalLanguage.ToOurs(entry.Name);
            var name = translated ?? entry.Name;
            if (!names.TryAdd(name, (entry.Name, translated is not null)))
            {
                original.Dispose();
                throw new CheckpointException(original.Path, $"the tensor is there twice: as '{names[name].Source}' and as '{entry.Name}'", name);
            }
            entries.Add(name, entry with { Name = name });
        }
    }

    /// <inheritdoc/>
    public string Path => original.Path;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, CheckpointEntry> Entries => entries;

    /// <inheritdoc/>
    public Tensor Read(string name)
    {
        if (!names.TryGetValue(name, out var source))
            throw new CheckpointException(Path, "the checkpoint has no such tensor", name, actual: $"{entries.Count} other tensors");
        var value = original.Read(source.Source);
        return source.Translated ? Turn(name, value) : value;
    }

    public void Dispose() => original.Dispose();

    private Tensor Turn(string name, Tensor value)
    {
        var (queries, keys) = OfficialKeys.TurnedRows(name);
        if (!queries && !keys) return value;
        using (value) return RotaryPairing.ToHalves(value, queries ? heads.Queries : heads.Keys);
    }
}
