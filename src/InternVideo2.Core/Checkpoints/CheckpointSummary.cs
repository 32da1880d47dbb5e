using System.Globalization;
using System.Text;

namespace InternVideo2.Checkpoints;

/// <summary>What a checkpoint holds, known without reading its values.</summary>
/// <param name="Path">The file or folder.</param>
/// <param name="Format">Its format, in words.</param>
/// <param name="Tensors">Number of tensors.</param>
/// <param name="Elements">Number of values.</param>
/// <param name="Bytes">Bytes of the values.</param>
/// <param name="Types">Element types that occur.</param>
/// <param name="Size">The size of the transformer, and the preset of that size; null when there is none under official keys.</param>
/// <param name="LeftOut">What lies beside the tensors and is not read, with its kind.</param>
public sealed record CheckpointSummary(
    string Path, string Format, int Tensors, long Elements, long Bytes, IReadOnlyList<SafetensorsDtype> Types, string? Size,
    IReadOnlyList<string> LeftOut)
{
    public static CheckpointSummary Of(ICheckpoint checkpoint)
    {
        var entries = checkpoint.Entries.Values.ToList();
        var format = checkpoint switch
        {
            PickledCheckpoint { StateDictKey: { } key } => $"PyTorch, state dict under '{key}'",
            PickledCheckpoint => "PyTorch, a state dict by itself",
            ShardedCheckpoint sharded => $"index with {sharded.Shards.Count} shards",
            _ => "safetensors",
        };
        return new CheckpointSummary(checkpoint.Path, format, entries.Count, entries.Sum(entry => entry.Count),
            entries.Sum(entry => entry.Count * entry.Dtype.ByteSize()), [.. entries.Select(entry => entry.Dtype).Distinct().Order()],
            LoadAdvice.SizeOf(checkpoint.Entries) ?? LanguageSize.Of(checkpoint.Entries)?.ToString(),
            checkpoint is PickledCheckpoint pickled ? [.. pickled.LeftOut.Select(left => $"{left.Name} ({left.Kind})")] : []);
    }

    public override string ToString()
    {
        var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture,
            $"'{Path}': {Format}; {Tensors} tensors, {Elements:N0} values of {string.Join(", ", Types)}, {Bytes / 1e6:N1} MB"));
        if (Size is not null) text.Append($"; {Size}");
        if (LeftOut.Count > 0) text.Append($"; beside them, not read: {string.Join(", ", LeftOut)}");
        return text.Append('.').ToString();
    }
}
