using System.Runtime.InteropServices;

namespace TorchSharp;

public static partial class torch
{
    // What the families of factories share. Order of the schema's tail: dtype, layout, device, pin_memory.
    private static Tensor Filled(Op op, long[] size, ScalarType? dtype, Device? device, bool requires_grad) =>
        Leaf(op.Call(size, dtype ?? defaultType, Value.Default, device ?? defaultDevice), requires_grad);

    private static Tensor Full(long[] size, Scalar value, ScalarType? dtype, Device? device, bool requires_grad) =>
        Leaf(Aten.full.Call(size, value, dtype ?? (value.Type == ScalarType.Bool ? ScalarType.Bool : IsInteger(value) ? ScalarType.Int64 : defaultType), Value.Default, device ?? defaultDevice), requires_grad);

    private static Tensor Drawn(Op op, long[] size, Generator? generator, ScalarType? dtype, Device? device, bool requires_grad) =>
        Leaf(op.Call(size, generator, dtype ?? defaultType, Value.Default, device ?? defaultDevice), requires_grad);

    private static Tensor Like(Op op, Tensor input, ScalarType? dtype, Device? device, bool requires_grad) =>
        Leaf(op.Call(input, dtype ?? Value.Default, Value.Default, device is null ? Value.Default : device), requires_grad);

    private static Tensor Like(Op op, Tensor input, Scalar value, ScalarType? dtype, Device? device, bool requires_grad) =>
        Leaf(op.Call(input, value, dtype ?? Value.Default, Value.Default, device is null ? Value.Default : device), requires_grad);

    private static Tensor Leaf(Tensor tensor, bool requires_grad)
    {
        if (requires_grad) tensor.requires_grad = true;
        return tensor;
    }

    private static bool IsInteger(Scalar value) => value.Kind == ValueKind.Int;

    public static Tensor arange(Scalar start, Scalar stop, Scalar step, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        var natural = IsInteger(start) && IsInteger(stop) && IsInteger(step) ? ScalarType.Int64 : defaultType;
        return Leaf(Aten.arange_start_step.Call(start, stop, step, dtype ?? natural, Value.Default, device ?? defaultDevice), requires_grad);
    }

    public static Tensor arange(Scalar start, Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        arange(start, stop, 1, dtype, device, requires_grad);

    public static Tensor arange(Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        arange(0, stop, 1, dtype, device, requires_grad);

    public static Tensor linspace(double start, double end, long steps, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Leaf(Aten.linspace.Call(start, end, steps, dtype ?? defaultType, Value.Default, device ?? defaultDevice), requires_grad);

    public static Tensor eye(long rows, long columns = -1, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Leaf(Aten.eye_m.Call(rows, columns < 0 ? rows : columns, dtype ?? defaultType, Value.Default, device ?? defaultDevice), requires_grad);

    public static Tensor randint(long high, long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        randint(0, high, size, dtype, device, requires_grad, generator, names);

    public static Tensor randint(long low, long high, long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        Leaf(Aten.randint_low_generator.Call(low, high, size, generator, dtype ?? ScalarType.Int64, Value.Default, device ?? defaultDevice), requires_grad);

    public static Tensor randperm(long n, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) =>
        Leaf(Aten.randperm_generator.Call(n, generator, dtype ?? ScalarType.Int64, Value.Default, device ?? defaultDevice), requires_grad);

    /// <summary>A copy of a managed array or of one scalar in an array.</summary>
    private static unsafe Tensor Copied(Array array, long[]? size, ScalarType? dtype, Device? device, bool requires_grad)
    {
        var natural = TypeOf(array.GetType().GetElementType()!);
        size ??= Enumerable.Range(0, array.Rank).Select(array.GetLongLength).ToArray();
        var expected = size.Aggregate(1L, (a, b) => a * b);
        if (expected != array.LongLength)
        {
            throw new ArgumentException($"the array has {array.LongLength} elements, shape [{string.Join(", ", size)}] needs {expected}");
        }
        var result = Aten.empty_memory_format.Call(size, natural, Value.Default, CPU);
        var bytes = array.LongLength * Tensor.ElementSizeOf(natural);
        fixed (byte* source = &MemoryMarshal.GetArrayDataReference(array)) Buffer.MemoryCopy(source, (void*)result.Address, bytes, bytes);
        device ??= defaultDevice;
        if ((dtype ?? natural) == natural && device.type == DeviceType.CPU) return Leaf(result, requires_grad);
        using var staged = result;
        return Leaf(staged.to(dtype ?? natural, device), requires_grad);
    }

    public static Tensor as_tensor(Tensor data, ScalarType? dtype = null, Device? device = null) => data.to(dtype ?? data.dtype, device ?? data.device);
    public static Tensor as_tensor(float[] rawArray, ScalarType? dtype = null, Device? device = null) => Copied(rawArray, null, dtype, device, false);
    public static Tensor as_tensor(long[] rawArray, ScalarType? dtype = null, Device? device = null) => Copied(rawArray, null, dtype, device, false);
}
