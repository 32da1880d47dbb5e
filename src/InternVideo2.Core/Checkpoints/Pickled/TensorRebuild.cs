namespace InternVideo2.Checkpoints.Pickled;

/// <summary>What torch's rebuilding functions would make of their arguments, checked: every element a tensor shows lies within its storage.</summary>
internal static class TensorRebuild
{
    private const int MostAxes = 64;

    // Tensors may show an element many times (stride 0). Up to this many bytes that costs nobody anything.
    private const long HarmlessRepetition = 16 << 20;

    /// <exception cref="FormatException">The arguments are not those of a possible tensor; says why.</exception>
    public static PickleTensor Run(PickleGlobal function, object?[] arguments) => function.Role switch
    {
        GlobalRole.Tensor when arguments is [PickleStorage storage, long offset, PickleTuple shape, PickleTuple strides, ..] =>
            Checked(storage, storage.Dtype, offset, shape, strides),
        GlobalRole.TypedTensor when arguments is [PickleStorage storage, long offset, PickleTuple shape, PickleTuple strides, _, _,
            PickleGlobal { Role: GlobalRole.Dtype } type, ..] => Checked(storage, KnownGlobals.ElementType(type.Name), offset, shape, strides),
        GlobalRole.Parameter when arguments is [PickleTensor tensor, ..] => tensor,
        // (function, type, arguments, state): a tensor with Python attributes, or of a subclass.
        GlobalRole.TensorOfType when arguments is [PickleGlobal { Role: GlobalRole.Tensor or GlobalRole.TypedTensor or GlobalRole.Parameter } inner,
            _, PickleTuple { Items: var given }, ..] => Run(inner, given),
        _ => throw new FormatException($"its arguments are {string.Join(", ", arguments.Take(8).Select(PickleKind.Of))}"),
    };

    private static PickleTensor Checked(PickleStorage storage, SafetensorsDtype dtype, long offset, PickleTuple sizes, PickleTuple steps)
    {
        var (shape, strides) = (Sizes(sizes), Sizes(steps));
        if (shape.Length != strides.Length) throw new FormatException($"{shape.Length} sizes and {strides.Length} strides");
        if (offset < 0) throw new FormatException($"its offset is {offset}");
        var bytes = CheckpointEntry.ByteLength(shape, dtype) ?? throw new FormatException($"its shape [{string.Join(", ", shape)}] is too large to address");
        var available = storage.ByteLength / dtype.ByteSize();
        var end = (Int128)offset;
        if (!shape.Contains(0))
        {
            end++;
            foreach (var (size, stride) in shape.Zip(strides)) end += (Int128)(size - 1) * stride;
        }
        if (end > available) throw new FormatException($"it ends at element {end} of a storage '{storage.Key}' of {available}");
        if (bytes > Math.Max(storage.ByteLength, HarmlessRepetition))
            throw new FormatException($"it shows the {storage.ByteLength} bytes of storage '{storage.Key}' as {bytes}");
        return new PickleTensor(storage, dtype, offset, shape, strides);
    }

    private static long[] Sizes(PickleTuple tuple)
    {
        if (tuple.Items.Length > MostAxes) throw new FormatException($"it has {tuple.Items.Length} axes");
        return [.. tuple.Items.Select(item => item is long size and >= 0 ? size : throw new FormatException($"a size is {Show(item)}"))];
    }

    private static string Show(object? item) => item is long number ? $"{number}" : PickleKind.Of(item);
}
