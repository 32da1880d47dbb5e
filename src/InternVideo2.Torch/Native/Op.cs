using System.Runtime.CompilerServices;
using System.Text;
using InternVideo2.Torch;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>
/// One ATen operator, by "aten::name" or "aten::name.overload". Calls are boxed: one native function reaches every operator, with autograd,
/// on every libtorch version. Missing trailing arguments take the schema's defaults.
/// </summary>
internal sealed unsafe class Op(string nameDotOverload)
{
    private const int StackWords = 96;
    private const int MaxResults = 4;

    private IntPtr handle;

    /// <summary>Whether the loaded libtorch has this operator.</summary>
    internal bool Exists => Find() != IntPtr.Zero;

    private IntPtr Find()
    {
        if (handle != IntPtr.Zero) return handle;
        var dot = nameDotOverload.IndexOf('.');
        return handle = dot < 0
            ? NativeMethods.iv2_op_find(nameDotOverload, "")
            : NativeMethods.iv2_op_find(nameDotOverload[..dot], nameDotOverload[(dot + 1)..]);
    }

    /// <summary>Calls an operator with one tensor result.</summary>
    internal Tensor Call(params ReadOnlySpan<Value> arguments)
    {
        var results = stackalloc NativeValue[MaxResults];
        Invoke(arguments, results);
        return new Tensor((IntPtr)results[0].Bits);
    }

    internal (Tensor, Tensor) Call2(params ReadOnlySpan<Value> arguments)
    {
        var results = stackalloc NativeValue[MaxResults];
        Invoke(arguments, results);
        return (new Tensor((IntPtr)results[0].Bits), new Tensor((IntPtr)results[1].Bits));
    }

    internal (Tensor, Tensor, Tensor) Call3(params ReadOnlySpan<Value> arguments)
    {
        var results = stackalloc NativeValue[MaxResults];
        Invoke(arguments, results);
        return (new Tensor((IntPtr)results[0].Bits), new Tensor((IntPtr)results[1].Bits), new Tensor((IntPtr)results[2].Bits));
    }

    /// <summary>Calls an operator that returns a list of tensors.</summary>
    internal Tensor[] CallList(params ReadOnlySpan<Value> arguments)
    {
        var results = stackalloc NativeValue[MaxResults];
        Invoke(arguments, results);
        var handles = (IntPtr*)results[0].Bits;
        var tensors = new Tensor[results[0].Count];
        for (var i = 0; i < tensors.Length; i++) tensors[i] = new Tensor(handles[i]);
        NativeMethods.iv2_free((IntPtr)handles);
        return tensors;
    }

    internal bool CallBool(params ReadOnlySpan<Value> arguments)
    {
        var results = stackalloc NativeValue[MaxResults];
        Invoke(arguments, results);
        return results[0].Bits != 0;
    }

    /// <summary>Calls an operator that returns a number (an integer, a double or a boolean).</summary>
    internal Scalar CallScalar(params ReadOnlySpan<Value> arguments)
    {
        var results = stackalloc NativeValue[MaxResults];
        Invoke(arguments, results);
        return new Scalar(results[0].Kind, results[0].Bits);
    }

    /// <summary>Calls an in-place operator and returns its first argument, not a new wrapper.</summary>
    internal Tensor InPlace(params ReadOnlySpan<Value> arguments)
    {
        Run(arguments);
        return (Tensor)arguments[0].Reference!;
    }

    /// <summary>Calls an operator and drops its results.</summary>
    internal void Run(params ReadOnlySpan<Value> arguments)
    {
        var results = stackalloc NativeValue[MaxResults];
        var produced = Invoke(arguments, results);
        for (var i = 0; i < produced; i++)
        {
            if (results[i].Kind == ValueKind.Tensor && results[i].Bits != 0) NativeMethods.iv2_tensor_release((IntPtr)results[i].Bits);
        }
    }

    [SkipLocalsInit]
    private int Invoke(ReadOnlySpan<Value> arguments, NativeValue* results)
    {
        var op = Find();
        if (op == IntPtr.Zero) throw new TorchException($"{nameDotOverload}: this libtorch ({torch.__version__}) has no such operator");
        var words = 0;
        foreach (ref readonly var argument in arguments) words += argument.Words;
        var native = stackalloc NativeValue[arguments.Length];
        var buffer = words <= StackWords ? stackalloc long[StackWords] : GC.AllocateUninitializedArray<long>(words, pinned: true);
        int produced, failed;
        fixed (long* place = buffer)
        {
            var next = place;
            for (var i = 0; i < arguments.Length; i++) native[i] = Marshal(in arguments[i], ref next);
            failed = NativeMethods.iv2_op_call(op, native, arguments.Length, results, MaxResults, &produced);
        }
        foreach (ref readonly var argument in arguments) GC.KeepAlive(argument.Reference);
        if (failed != 0) throw TorchException.FromNative(Describe(arguments));
        return produced;
    }

    private static NativeValue Marshal(ref readonly Value argument, ref long* next)
    {
        var native = new NativeValue { Kind = argument.Kind, Bits = argument.Bits };
        switch (argument.Reference)
        {
            case null:
                return native;
            case Tensor tensor:
                native.Bits = tensor.Handle;
                return native;
            case Generator generator:
                native.Bits = generator.Handle;
                return native;
        }
        native.Bits = (long)next;
        switch (argument.Reference)
        {
            case long[] values:
                native.Count = values.Length;
                foreach (var value in values) *next++ = value;
                break;
            case double[] values:
                native.Count = values.Length;
                foreach (var value in values) *next++ = BitConverter.DoubleToInt64Bits(value);
                break;
            case Tensor?[] tensors:
                native.Count = tensors.Length;
                foreach (var tensor in tensors) *next++ = tensor is null ? 0 : tensor.Handle;
                break;
            case bool[] flags:
                native.Count = flags.Length;
                flags.AsSpan().CopyTo(new Span<bool>(next, flags.Length));
                next += argument.Words;
                break;
            case string text:
                native.Count = Encoding.UTF8.GetBytes(text, new Span<byte>(next, argument.Words * sizeof(long)));
                next += argument.Words;
                break;
        }
        return native;
    }

    /// <summary>The call in words: operator, then dtype and shape of every tensor and the value of everything else.</summary>
    private string Describe(ReadOnlySpan<Value> arguments)
    {
        var parts = new List<string>();
        foreach (ref readonly var argument in arguments)
        {
            parts.Add(argument.Reference switch
            {
                Tensor tensor => tensor.Describe(),
                Tensor?[] tensors => "{" + string.Join(", ", tensors.Select(t => t is null ? "None" : t.Describe())) + "}",
                long[] values => "[" + string.Join(", ", values) + "]",
                string text => "\"" + text + "\"",
                Generator => "generator",
                _ => argument.Kind switch
                {
                    ValueKind.Int => argument.Bits.ToString(),
                    ValueKind.Double => BitConverter.Int64BitsToDouble(argument.Bits).ToString("g6"),
                    ValueKind.Bool => argument.Bits != 0 ? "true" : "false",
                    _ => argument.Kind.ToString().ToLowerInvariant(),
                },
            });
        }
        return $"{nameDotOverload}({string.Join(", ", parts)})";
    }
}
