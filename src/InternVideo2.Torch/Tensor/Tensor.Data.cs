using System.Runtime.CompilerServices;

namespace TorchSharp;

public static partial class torch
{
    // Reading and writing elements from C#.
    public partial class Tensor
    {
        /// <summary>Address of the first element of a CPU tensor.</summary>
        internal unsafe IntPtr Address
        {
            get
            {
                if (device.type != DeviceType.CPU) throw new InvalidOperationException($"the tensor is on {device}: move it to the CPU to reach its memory");
                IntPtr address;
                NativeMethods.Check(NativeMethods.iv2_tensor_data(Handle, &address), "data");
                return address;
            }
        }

        /// <summary>The memory of a contiguous CPU tensor (at most 2 GB). The span is valid while the tensor lives.</summary>
        public unsafe Span<byte> bytes
        {
            get
            {
                if (!is_contiguous()) throw new ArgumentException($"bytes of a tensor that is not contiguous ({Describe()}): call contiguous() first");
                return new Span<byte>((void*)Address, checked((int)(numel() * ElementSize)));
            }
            set
            {
                var mine = bytes;
                if (value.Length != mine.Length) throw new ArgumentException($"{value.Length} bytes given, {Describe()} holds {mine.Length}");
                value.CopyTo(mine);
            }
        }

        /// <summary>Access to the elements as <typeparamref name="T"/>, which must be the tensor's own type. Tensors of other devices are copied to the CPU first.</summary>
        public TensorAccessor<T> data<T>() where T : unmanaged
        {
            CheckType<T>();
            return new TensorAccessor<T>(this);
        }

        public T item<T>() where T : unmanaged
        {
            CheckType<T>();
            if (numel() != 1) throw new ArgumentException($"item() needs exactly one element, the tensor is {Describe()}");
            using var home = device.type == DeviceType.CPU ? null : cpu();
            return ReadElement<T>((home ?? this).Address);
        }

        public Scalar ToScalar() => Aten._local_scalar_dense.CallScalar(this);

        internal static unsafe T ReadElement<T>(IntPtr address) where T : unmanaged => Unsafe.Read<T>((void*)address);

        internal void CheckType<T>() where T : unmanaged
        {
            var asked = TypeOf(typeof(T));
            if (asked != dtype) throw new ArgumentException($"the tensor holds {dtype}, not {asked}: convert it first (to_type), or ask for {dtype}");
        }

        /// <summary>Writes the elements in row-major order, of any size and device.</summary>
        public unsafe void WriteBytesToStream(Stream stream, int bufferSize = 1024)
        {
            using var flat = contiguous();
            using var home = flat.cpu();
            var total = home.numel() * home.ElementSize;
            for (long done = 0; done < total;)
            {
                var count = (int)Math.Min(1 << 30, total - done);
                stream.Write(new ReadOnlySpan<byte>((byte*)home.Address + done, count));
                done += count;
            }
        }

        /// <summary>Fills the tensor from a stream, in row-major order. A stream that ends early is an error.</summary>
        public unsafe void ReadBytesFromStream(Stream stream, int bufferSize = 1024)
        {
            var direct = device.type == DeviceType.CPU && is_contiguous();
            using var staged = direct ? null : torch.empty(shape, dtype, CPU);
            var target = staged ?? this;
            var total = target.numel() * target.ElementSize;
            for (long done = 0; done < total;)
            {
                var count = (int)Math.Min(1 << 30, total - done);
                stream.ReadExactly(new Span<byte>((byte*)target.Address + done, count));
                done += count;
            }
            if (staged is not null) copy_(staged);
        }

        public bool Equals(Tensor target) => ReferenceEquals(this, target) || Aten.equal.CallBool(this, target);

        public override bool Equals(object? obj) => obj is Tensor other && Equals(other);

        public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);

        public bool allclose(Tensor target, double rtol = 1e-05, double atol = 1e-08, bool equal_nan = false) => torch.allclose(this, target, rtol, atol, equal_nan);

        public static explicit operator float(Tensor value) => value.ToSingle();
        public static explicit operator double(Tensor value) => value.ToDouble();
        public static explicit operator long(Tensor value) => value.ToInt64();
        public static explicit operator int(Tensor value) => value.ToInt32();
        public static explicit operator bool(Tensor value) => value.ToBoolean();

        public static implicit operator Tensor(Scalar scalar) => torch.full(Array.Empty<long>(), scalar, scalar.Type);
        public static implicit operator Tensor(float value) => torch.tensor(value);
        public static implicit operator Tensor(double value) => torch.tensor(value);
        public static implicit operator Tensor(long value) => torch.tensor(value);
        public static implicit operator Tensor(int value) => torch.tensor(value);
        public static implicit operator Tensor(bool value) => torch.tensor(value);
        public static implicit operator Tensor(float[] value) => torch.tensor(value);
        public static implicit operator Tensor(long[] value) => torch.tensor(value);
    }
}

public static partial class TensorExtensionMethods
{
    public static float ToSingle(this torch.Tensor value) => value.ToScalar().ToSingle();
    public static double ToDouble(this torch.Tensor value) => value.ToScalar().ToDouble();
    public static long ToInt64(this torch.Tensor value) => value.ToScalar().ToInt64();
    public static int ToInt32(this torch.Tensor value) => value.ToScalar().ToInt32();
    public static short ToInt16(this torch.Tensor value) => value.ToScalar().ToInt16();
    public static byte ToByte(this torch.Tensor value) => value.ToScalar().ToByte();
    public static sbyte ToSByte(this torch.Tensor value) => value.ToScalar().ToSByte();
    public static bool ToBoolean(this torch.Tensor value) => value.ToScalar().ToBoolean();

    public static int ElementSize(this torch.ScalarType type) => (int)torch.Tensor.ElementSizeOf(type);

    public static long TotalSize(this IEnumerable<long> shape) => shape.Aggregate(1L, (a, b) => a * b);
}
