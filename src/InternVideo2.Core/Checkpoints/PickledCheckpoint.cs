using InternVideo2.Checkpoints.Pickled;
using static TorchSharp.torch;

namespace InternVideo2.Checkpoints;

/// <summary>
/// A checkpoint that torch.save wrote (.pth, .pt, .bin), of today's zip container or the one before torch 1.6. The pickle is read by a restricted
/// reader that cannot execute anything; what lies beside the tensors is stepped over. Elements are read from the mapped file when a tensor is asked
/// for.
/// </summary>
public sealed class PickledCheckpoint : ICheckpoint
{
    private readonly MappedFile file;
    private readonly IStorageSource source;
    private readonly StateDict state;

    private PickledCheckpoint(MappedFile file, CheckpointOptions options)
    {
        this.file = file;
        source = IsZip(file) ? new ZipContainer(file, options.StepOver) : new LegacyContainer(file, options.StepOver);
        state = StateDict.Find(file.Path, source.Root, options.StateDictKeys);
        var entries = new OrderedDictionary<string, CheckpointEntry>(state.Tensors.Count);
        foreach (var (name, tensor) in state.Tensors) entries.Add(name, new CheckpointEntry(name, tensor.Dtype, tensor.Shape));
        Entries = entries;
    }

    /// <inheritdoc/>
    public string Path => file.Path;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, CheckpointEntry> Entries { get; }

    /// <summary>The key the state dict was found under; null: the pickled object itself is it.</summary>
    public string? StateDictKey => state.Under;

    /// <summary>What the file holds beside these tensors, by name and kind: optimiser, epoch, settings. It is not read.</summary>
    public IReadOnlyList<(string Name, string Kind)> LeftOut => state.LeftOut;

    /// <summary>Opens <paramref name="path"/> and reads its pickle, but no tensor elements.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="PickleException">The file is damaged, is something else, or asks for more than tensors; the message names what and where.</exception>
    public static PickledCheckpoint Open(string path, CheckpointOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (FileDisguise.Of(FileDisguise.Glimpse(path)) is { } disguise) throw new PickleException(path, disguise.Problem, advice: disguise.Advice);
        var file = MappedFile.Open(path);
        try
        {
            return new PickledCheckpoint(file, options ?? new());
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public Tensor Read(string name)
    {
        if (!state.Tensors.TryGetValue(name, out var tensor))
            throw new PickleException(Path, "the file has no such tensor", name, actual: $"{Entries.Count} other tensors");
        var first = tensor.Offset * tensor.Dtype.ByteSize();
        void Copy(long from, Span<byte> to) => source.CopyTo(tensor.Storage.Key, first + from, to);
        if (tensor.IsContiguous) return TensorFill.From(Copy, tensor.Dtype, tensor.Shape);
        using var scope = NewDisposeScope();
        var window = TensorFill.From(Copy, tensor.Dtype, tensor.Extent);
        return scope.MoveToOuter(window.as_strided(tensor.Shape, tensor.Strides).contiguous());
    }

    /// <summary>
    /// The plain values of a dictionary that lies beside the tensors, such as the settings of a model: text, whole numbers (long), numbers (double) and
    /// truth values. What else is in it is left out.
    /// </summary>
    /// <param name="name">Its key at the top of the file.</param>
    /// <returns>Null when there is no such dictionary.</returns>
    public IReadOnlyDictionary<string, object>? Settings(string name)
    {
        if (source.Root is not PickleDict top || top.Find(name) is not PickleDict settings) return null;
        var values = new Dictionary<string, object>();
        foreach (var (key, value) in settings.Items)
        {
            if (key is string text && value is (string or long or double or bool) and var plain) values[text] = plain;
        }
        return values;
    }

    public void Dispose() => file.Dispose();

    private static bool IsZip(MappedFile file) => file.Length >= 4 && file.Slice(0, 4).SequenceEqual("PK\x03\x04"u8);
}
