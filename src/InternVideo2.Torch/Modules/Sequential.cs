using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Modules called one after the other, each with the result of the one before.</summary>
public class Sequential : nn.Module<Tensor, Tensor>
{
    /// <summary>Keys are "0", "1", ….</summary>
    protected Sequential(params nn.Module<Tensor, Tensor>[] modules) : base(nameof(Sequential))
    {
        foreach (var module in modules) append(module);
    }

    /// <summary>Keys are the names given.</summary>
    protected Sequential(params (string name, nn.Module<Tensor, Tensor> module)[] modules) : base(nameof(Sequential))
    {
        foreach (var (name, module) in modules) append(name, module);
    }

    // The constructors are for derived classes; the factories of torch.nn come through here.
    internal static Sequential Of(nn.Module<Tensor, Tensor>[] modules) => new(modules);

    internal static Sequential Of((string, nn.Module<Tensor, Tensor>)[] modules) => new(modules);

    public int Count => _internal_submodules.Count;

    public nn.IModule<Tensor, Tensor> this[int index] => (nn.IModule<Tensor, Tensor>)_internal_submodules[index].Item2;

    /// <summary>A new sequence of the modules in a range; the modules themselves are shared.</summary>
    public Sequential this[Range index]
    {
        get
        {
            var (offset, length) = index.GetOffsetAndLength(Count);
            return Slice(offset, offset + length);
        }
    }

    /// <summary>A new sequence of the modules from start (inclusive) to end (exclusive); null means from the first, to the last.</summary>
    public Sequential this[(int? start, int? end) index] => Slice(index.start ?? 0, index.end ?? Count);

    /// <summary>Adds a module at the end, under its place as key.</summary>
    public Sequential append(nn.IModule<Tensor, Tensor> module) => append(Count.ToString(), module);

    /// <summary>Adds a module at the end.</summary>
    public Sequential append(string name, nn.IModule<Tensor, Tensor> module)
    {
        ArgumentNullException.ThrowIfNull(module);
        if (module is not nn.Module component)
            throw new ArgumentException($"'{name}' is a {module.GetType().Name}; a sequence holds modules.", nameof(module));
        register_module(name, component);
        return this;
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor tensor)
    {
        // An empty sequence returns a tensor of its own, as Identity does.
        if (Count == 0) return tensor.alias();
        for (var index = 0; index < Count; index++) tensor = this[index].call(tensor);
        return tensor;
    }

    private Sequential Slice(int start, int end)
    {
        var slice = new Sequential(Array.Empty<nn.Module<Tensor, Tensor>>());
        for (var index = start; index < end; index++) slice.append(this[index]);
        return slice;
    }
}
