namespace InternVideo2.Checkpoints.Pickled;

/// <summary>
/// A list or set of a pickle. What is in it is any value a pickle can hold: null, bool, long, BigInteger, double, string, byte[] or one of these
/// classes.
/// </summary>
internal sealed class PickleList
{
    public List<object?> Items { get; } = [];
}

/// <summary>A dictionary of a pickle, in the order it was filled. Not looked up by hash: keys may be anything, chosen by whoever made the file.</summary>
internal sealed class PickleDict
{
    public List<(object? Key, object? Value)> Items { get; } = [];

    /// <summary>The value last set under a text key; null if there is none.</summary>
    public object? Find(string key) => Items.FindLast(item => item.Key is string text && text == key).Value;
}

/// <summary>A tuple of a pickle. torch.Size is one too.</summary>
internal sealed record PickleTuple(object?[] Items);

/// <summary>A name the pickle refers to, out of those that are known. Never looked up, never called.</summary>
/// <param name="Name">Module and name, with a dot between.</param>
/// <param name="Role">What the reader does about it.</param>
internal sealed record PickleGlobal(string Name, GlobalRole Role);

/// <summary>Something beside the weights that is not constructed: settings, the optimiser's bookkeeping.</summary>
/// <param name="What">Its type's name.</param>
internal sealed record PickleOpaque(string What);

/// <summary>Elements that one or more tensors show. Where they lie in the file is known once the container has been read.</summary>
/// <param name="Key">The name the pickle gives it.</param>
/// <param name="Dtype">Element type.</param>
/// <param name="Count">Elements, 0 or more.</param>
internal sealed record PickleStorage(string Key, SafetensorsDtype Dtype, long Count)
{
    public long ByteLength => Count * Dtype.ByteSize();
}

/// <summary>A tensor of a pickle: a window on a storage, and within it.</summary>
/// <param name="Storage">Its elements.</param>
/// <param name="Dtype">Element type; another than the storage's when that holds plain bytes.</param>
/// <param name="Offset">First element, in elements of <paramref name="Dtype"/>.</param>
/// <param name="Shape">Sizes.</param>
/// <param name="Strides">Steps in elements, none negative.</param>
internal sealed record PickleTensor(PickleStorage Storage, SafetensorsDtype Dtype, long Offset, long[] Shape, long[] Strides)
{
    /// <summary>Elements from the first to the last, both included; 0 for a tensor without elements.</summary>
    public long Extent => Shape.Contains(0) ? 0 : 1 + Shape.Zip(Strides, (size, stride) => (size - 1) * stride).Sum();

    /// <summary>Whether the elements follow one another in row-major order.</summary>
    public bool IsContiguous
    {
        get
        {
            if (Shape.Contains(0)) return true;
            long expected = 1;
            for (var axis = Shape.Length - 1; axis >= 0; axis--)
            {
                if (Shape[axis] != 1 && Strides[axis] != expected) return false;
                expected *= Shape[axis];
            }
            return true;
        }
    }
}

/// <summary>Names for messages.</summary>
internal static class PickleKind
{
    public static string Of(object? value) => value switch
    {
        null => "None",
        bool => "a truth value",
        long or System.Numerics.BigInteger => "an integer",
        double => "a number",
        string => "a text",
        byte[] => "bytes",
        PickleList => "a list",
        PickleDict => "a dictionary",
        PickleTuple => "a tuple",
        PickleGlobal global => $"the name '{global.Name}'",
        PickleOpaque opaque => $"an object of type '{opaque.What}'",
        PickleStorage => "a storage",
        PickleTensor => "a tensor",
        _ => value.GetType().Name,
    };
}
