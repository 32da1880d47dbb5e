using static TorchSharp.torch;

namespace InternVideo2.Checkpoints;

/// <summary>Tensors in memory as a checkpoint. They stay the caller's.</summary>
internal sealed class TensorCheckpoint : ICheckpoint
{
    private readonly IReadOnlyDictionary<string, Tensor> tensors;

    public TensorCheckpoint(IReadOnlyDictionary<string, Tensor> tensors)
    {
        this.tensors = tensors;
        Entries = new OrderedDictionary<string, CheckpointEntry>(tensors.Select(tensor => KeyValuePair.Create(tensor.Key, EntryOf(tensor.Key, tensor.Value))));
    }

    public string Path => "tensors";

    public IReadOnlyDictionary<string, CheckpointEntry> Entries { get; }

    public Tensor Read(string name) => tensors[name].alias();

    public void Dispose()
    {
        // The tensors are the caller's.
    }

    private CheckpointEntry EntryOf(string name, Tensor value) => new(
        name,
        TensorTypes.ToSafetensors(value.dtype) ?? throw new CheckpointException(Path, "weights are never of this type", name, actual: value.dtype.ToString()),
        value.shape);
}
