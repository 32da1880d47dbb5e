using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>What an optimiser remembers about one parameter.</summary>
public abstract class OptimizerState
{
    protected Parameter _parameter;

    protected OptimizerState(Parameter parameter) => _parameter = parameter;

    /// <summary>Makes the tensors, zeroed, on the parameter's device.</summary>
    public abstract void Initialize(OptimizerOptions options);

    /// <summary>Reads what <see cref="SaveStateDict"/> wrote.</summary>
    public abstract void LoadStateDict(BinaryReader reader);

    /// <summary>Copies another state's values; the two share no tensors afterwards.</summary>
    public abstract void LoadStateDict(OptimizerState source);

    public abstract void SaveStateDict(BinaryWriter writer);

    /// <summary>Whether all values are equal up to rounding.</summary>
    public virtual bool ApproximatelyEquals(OptimizerState other) => false;

    /// <summary>Moves the tensors to another device.</summary>
    public virtual void to(Device device)
    {
    }

    /// <summary>Reads a tensor that may be absent; the old one is disposed.</summary>
    protected static void LoadConditionalStateTensor(BinaryReader reader, ref Tensor? result, Device device)
    {
        Replace(ref result, reader.ReadBoolean() ? Loaded(reader, device) : null);
    }

    protected static void SaveConditionalStateTensor(BinaryWriter writer, Tensor? tensor)
    {
        writer.Write(tensor is not null);
        tensor?.Save(writer);
    }

    private protected static Tensor Loaded(BinaryReader reader, Device device)
    {
        var tensor = TensorExtensionMethods.Load(reader);
        if (tensor.device == device) return tensor;
        using (tensor)
        {
            return tensor.to(device);
        }
    }

    /// <summary>State lives as long as the optimiser, whatever scope it was made in.</summary>
    private protected static void Replace(ref Tensor? target, Tensor? value)
    {
        if (ReferenceEquals(target, value)) return;
        target?.Dispose();
        target = value?.DetachFromDisposeScope();
    }

    private protected static bool Close(Tensor? left, Tensor? right) =>
        left is null || right is null ? left is null && right is null : allclose(left, right);
}
