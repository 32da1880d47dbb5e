namespace TorchSharp;

// One tensor in a stream: element type, rank and sizes (LEB128 each), then the elements in row-major order, little-endian.
public static partial class TensorExtensionMethods
{
    /// <summary>Writes one tensor of any device, size and strides.</summary>
    public static void Save(this torch.Tensor tensor, BinaryWriter writer)
    {
        writer.Write7BitEncodedInt64((long)tensor.dtype);
        writer.Write7BitEncodedInt64(tensor.ndim);
        foreach (var size in tensor.shape) writer.Write7BitEncodedInt64(size);
        writer.Flush();
        using var plain = tensor.detach();
        plain.WriteBytesToStream(writer.BaseStream);
    }

    /// <summary>Writes one tensor; the stream stays open.</summary>
    public static void Save(this torch.Tensor tensor, Stream stream)
    {
        using var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true);
        tensor.Save(writer);
    }

    /// <summary>Writes one tensor to a file, replacing it.</summary>
    public static void Save(this torch.Tensor tensor, string location)
    {
        using var stream = File.Create(location);
        tensor.Save(stream);
    }

    /// <summary>Reads one tensor to the CPU.</summary>
    /// <param name="reader">Where <see cref="Save(torch.Tensor, BinaryWriter)"/> wrote. It must not have read ahead of its stream.</param>
    /// <param name="skip">Makes no difference: the elements must be read either way to reach what follows.</param>
    /// <exception cref="InvalidDataException">What stands there cannot be a tensor.</exception>
    /// <exception cref="EndOfStreamException">The stream ends within the tensor.</exception>
    public static torch.Tensor Load(BinaryReader reader, bool skip = false)
    {
        var (type, shape) = ReadHeader(reader);
        var tensor = torch.empty(shape, type, torch.CPU);
        try
        {
            tensor.ReadBytesFromStream(reader.BaseStream);
        }
        catch
        {
            tensor.Dispose();
            throw;
        }
        return tensor;
    }

    /// <summary>Reads one tensor and copies it into another of the same shape, converting type and device.</summary>
    /// <param name="tensor">The target.</param>
    /// <param name="reader">Where <see cref="Save(torch.Tensor, BinaryWriter)"/> wrote.</param>
    /// <param name="skip">Reads, but leaves the target as it is.</param>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static void Load(this torch.Tensor tensor, BinaryReader reader, bool skip = false)
    {
        using var loaded = Load(reader);
        if (skip) return;
        if (!loaded.shape.AsSpan().SequenceEqual(tensor.shape))
        {
            throw new ArgumentException(
                $"The tensor in the stream has the shape [{string.Join(", ", loaded.shape)}], the target [{string.Join(", ", tensor.shape)}].");
        }
        using var unrecorded = torch.no_grad();
        tensor.copy_(loaded);
    }

    private static (torch.ScalarType Type, long[] Shape) ReadHeader(BinaryReader reader)
    {
        const int MaxRank = 64;
        var type = (torch.ScalarType)reader.Read7BitEncodedInt64();
        if (!Enum.IsDefined(type)) throw new InvalidDataException($"A tensor's element type cannot be {(long)type}: this is no saved tensor.");
        var rank = reader.Read7BitEncodedInt64();
        if (rank is < 0 or > MaxRank) throw new InvalidDataException($"A tensor's rank cannot be {rank}: this is no saved tensor.");
        var shape = new long[rank];
        Int128 bytes = torch.Tensor.ElementSizeOf(type);
        for (var axis = 0; axis < rank; axis++)
        {
            shape[axis] = reader.Read7BitEncodedInt64();
            if (shape[axis] < 0) throw new InvalidDataException($"A tensor's size cannot be {shape[axis]}: this is no saved tensor.");
            bytes *= shape[axis];
            if (bytes > long.MaxValue) throw new InvalidDataException($"A tensor cannot have the shape [{string.Join(", ", shape)}].");
        }
        // Checked before memory is asked for, where the stream can tell.
        var stream = reader.BaseStream;
        if (stream.CanSeek && stream.Length - stream.Position < bytes)
        {
            throw new EndOfStreamException(
                $"A saved tensor of type {type} and shape [{string.Join(", ", shape)}] needs {bytes} bytes, but {stream.Length - stream.Position} are left.");
        }
        return (type, shape);
    }
}
