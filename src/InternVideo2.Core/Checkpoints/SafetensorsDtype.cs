namespace InternVideo2.Checkpoints;

/// <summary>Element types of the safetensors format that this reader knows, under the format's own names.</summary>
public enum SafetensorsDtype
{
    F64,
    F32,
    F16,
    BF16,
    I64,
    I32,
    I16,
    I8,
    U8,
    BOOL,
}

/// <summary>Sizes of the element types.</summary>
public static class SafetensorsDtypes
{
    /// <summary>Bytes of one element.</summary>
    public static int ByteSize(this SafetensorsDtype dtype) => dtype switch
    {
        SafetensorsDtype.F64 or SafetensorsDtype.I64 => 8,
        SafetensorsDtype.F32 or SafetensorsDtype.I32 => 4,
        SafetensorsDtype.F16 or SafetensorsDtype.BF16 or SafetensorsDtype.I16 => 2,
        SafetensorsDtype.I8 or SafetensorsDtype.U8 or SafetensorsDtype.BOOL => 1,
        _ => throw new ArgumentOutOfRangeException(nameof(dtype), dtype, "not an element type of the safetensors format"),
    };

    /// <summary>True and the type when <paramref name="name"/> is exactly one of the format's names (upper case).</summary>
    public static bool TryParse(string name, out SafetensorsDtype dtype)
    {
        // Enum.TryParse would also take "0" or "F32,F16".
        foreach (var known in Enum.GetValues<SafetensorsDtype>())
        {
            if (known.ToString() == name)
            {
                dtype = known;
                return true;
            }
        }
        dtype = default;
        return false;
    }
}
