using static TorchSharp.torch;

namespace InternVideo2.Checkpoints;

/// <summary>Element types of files and of tensors.</summary>
internal static class TensorTypes
{
    private static readonly (SafetensorsDtype File, ScalarType Tensor)[] Pairs =
    [
        (SafetensorsDtype.F64, ScalarType.Float64), (SafetensorsDtype.F32, ScalarType.Float32), (SafetensorsDtype.F16, ScalarType.Float16),
        (SafetensorsDtype.BF16, ScalarType.BFloat16), (SafetensorsDtype.I64, ScalarType.Int64), (SafetensorsDtype.I32, ScalarType.Int32),
        (SafetensorsDtype.I16, ScalarType.Int16), (SafetensorsDtype.I8, ScalarType.Int8), (SafetensorsDtype.U8, ScalarType.Byte),
        (SafetensorsDtype.BOOL, ScalarType.Bool),
    ];

    public static ScalarType ToScalarType(SafetensorsDtype dtype) => Pairs.First(pair => pair.File == dtype).Tensor;

    /// <summary>Null for types the format does not have (complex ones).</summary>
    public static SafetensorsDtype? ToSafetensors(ScalarType type)
    {
        foreach (var pair in Pairs)
        {
            if (pair.Tensor == type) return pair.File;
        }
        return null;
    }
}
