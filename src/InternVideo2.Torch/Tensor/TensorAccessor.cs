using System.Collections;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>The elements of a tensor in row-major order, whatever its strides. Valid while the tensor lives.</summary>
public sealed unsafe class TensorAccessor<T> : IDisposable, IEnumerable<T> where T : unmanaged
{
    private readonly Tensor tensor;
    private readonly bool owned;
    private readonly long[] shape;
    private readonly long[] strides;
    private readonly byte* address;
    private readonly bool dense;
    private readonly long size;

    internal TensorAccessor(Tensor tensor)
    {
        owned = tensor.device.type != DeviceType.CPU;
        this.tensor = owned ? tensor.cpu() : tensor;
        shape = this.tensor.shape;
        strides = this.tensor.stride();
        address = (byte*)this.tensor.Address;
        dense = this.tensor.is_contiguous();
        Count = this.tensor.numel();
        size = this.tensor.ElementSize;
    }

    public long Count { get; }

    public bool IsReadOnly => false;

    public T this[params long[] indices]
    {
        get => *Place(indices);
        set => *Place(indices) = value;
    }

    public T[] ToArray()
    {
        var array = new T[Count];
        CopyTo(array);
        return array;
    }

    /// <summary>An array of the tensor's own rank.</summary>
    public Array ToNDArray()
    {
        if (shape.Length == 0) return ToArray();
        var result = Array.CreateInstance(typeof(T), shape);
        var flat = ToArray();
        fixed (byte* target = &System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(result))
        {
            flat.CopyTo(new Span<T>(target, flat.Length));
        }
        return result;
    }

    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyTo(array.AsSpan(), arrayIndex, tensorIndex);

    public void CopyTo(Span<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        var target = array[arrayIndex..];
        var count = (int)Math.Min(target.Length, Count - tensorIndex);
        if (dense)
        {
            new ReadOnlySpan<T>(address + tensorIndex * size, count).CopyTo(target);
        }
        else
        {
            for (var i = 0; i < count; i++) target[i] = *At(tensorIndex + i);
        }
        GC.KeepAlive(tensor);
    }

    public void CopyFrom(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyFrom((ReadOnlySpan<T>)array, arrayIndex, tensorIndex);

    public void CopyFrom(ReadOnlySpan<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        var source = array[arrayIndex..];
        var count = (int)Math.Min(source.Length, Count - tensorIndex);
        if (dense)
        {
            source[..count].CopyTo(new Span<T>(address + tensorIndex * size, count));
        }
        else
        {
            for (var i = 0; i < count; i++) *At(tensorIndex + i) = source[i];
        }
        GC.KeepAlive(tensor);
    }

    public IEnumerator<T> GetEnumerator()
    {
        for (long i = 0; i < Count; i++) yield return Read(i);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public void Dispose()
    {
        if (owned) tensor.Dispose();
    }

    private T Read(long i)
    {
        var value = *At(i);
        GC.KeepAlive(tensor);
        return value;
    }

    private T* Place(long[] indices)
    {
        if (indices.Length == 1 && shape.Length != 1) return At(indices[0]);
        if (indices.Length != shape.Length) throw new ArgumentException($"{indices.Length} indices for shape [{string.Join(", ", shape)}]");
        long offset = 0;
        for (var d = 0; d < indices.Length; d++)
        {
            if (indices[d] < 0 || indices[d] >= shape[d]) throw new IndexOutOfRangeException($"index {indices[d]} on axis {d} of shape [{string.Join(", ", shape)}]");
            offset += indices[d] * strides[d];
        }
        return (T*)(address + offset * size);
    }

    private T* At(long flat)
    {
        if (flat < 0 || flat >= Count) throw new IndexOutOfRangeException($"element {flat} of {Count}");
        if (dense) return (T*)(address + flat * size);
        long offset = 0;
        for (var d = shape.Length - 1; d >= 0; d--)
        {
            offset += flat % shape[d] * strides[d];
            flat /= shape[d];
        }
        return (T*)(address + offset * size);
    }
}
