using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp;

internal enum ValueKind : int
{
    Default = 0, None = 1, Tensor = 2, Int = 3, Double = 4, Bool = 5, IntList = 6, DoubleList = 7,
    TensorList = 8, OptionalTensorList = 9, String = 10, Device = 11, Generator = 12, BoolList = 13,
}

/// <summary>Mirrors <c>iv2::Value</c> of the shim.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeValue
{
    internal ValueKind Kind;
    internal int Count;
    internal long Bits;
}

/// <summary>One argument of an operator. <c>null</c> means None; <see cref="Default"/> takes the schema's default.</summary>
internal readonly struct Value
{
    internal readonly ValueKind Kind;
    internal readonly long Bits;
    internal readonly object? Reference;

    private Value(ValueKind kind, long bits = 0, object? reference = null)
    {
        Kind = kind;
        Bits = bits;
        Reference = reference;
    }

    internal static Value Default => default;

    internal static Value None => new(ValueKind.None);

    /// <summary>A list of tensors (<c>Tensor[]</c> in the schema).</summary>
    internal static Value Of(IEnumerable<Tensor> tensors) => new(ValueKind.TensorList, 0, tensors as Tensor?[] ?? tensors.ToArray());

    /// <summary>A list with gaps (<c>Tensor?[]</c> in the schema: index operators).</summary>
    internal static Value OfOptional(Tensor?[] tensors) => new(ValueKind.OptionalTensorList, 0, tensors);

    internal static Value OfBools(bool[] flags) => new(ValueKind.BoolList, 0, flags);

    public static implicit operator Value(Tensor? tensor) => tensor is null ? None : new(ValueKind.Tensor, 0, tensor);
    public static implicit operator Value(Scalar? scalar) => scalar is null ? None : new(scalar.Kind, scalar.Bits);
    public static implicit operator Value(long value) => new(ValueKind.Int, value);
    public static implicit operator Value(int value) => new(ValueKind.Int, value);
    public static implicit operator Value(long? value) => value is long v ? new(ValueKind.Int, v) : None;
    public static implicit operator Value(int? value) => value is int v ? new(ValueKind.Int, v) : None;
    public static implicit operator Value(double value) => new(ValueKind.Double, BitConverter.DoubleToInt64Bits(value));
    public static implicit operator Value(double? value) => value is double v ? v : None;
    public static implicit operator Value(bool value) => new(ValueKind.Bool, value ? 1 : 0);
    public static implicit operator Value(bool? value) => value is bool v ? v : None;
    public static implicit operator Value(long[]? values) => values is null ? None : new(ValueKind.IntList, 0, values);
    public static implicit operator Value(double[]? values) => values is null ? None : new(ValueKind.DoubleList, 0, values);
    public static implicit operator Value(string? text) => text is null ? None : new(ValueKind.String, 0, text);
    public static implicit operator Value(ScalarType type) => new(ValueKind.Int, (long)type);
    public static implicit operator Value(ScalarType? type) => type is ScalarType t ? t : None;
    public static implicit operator Value(Generator? generator) => generator is null ? None : new(ValueKind.Generator, 0, generator);

    public static implicit operator Value(Device? device) =>
        device is null ? None : new(ValueKind.Device, ((long)(int)device.type << 32) | (uint)(device.index & 0xff));

    /// <summary>Places the argument needs in the buffer of 8-byte words that <see cref="Op"/> keeps on the stack.</summary>
    internal int Words => Reference switch
    {
        long[] values => values.Length,
        double[] values => values.Length,
        Tensor?[] tensors => tensors.Length,
        bool[] flags => (flags.Length + 7) / 8,
        string text => (text.Length * 3 + 7) / 8,
        _ => 0,
    };
}
