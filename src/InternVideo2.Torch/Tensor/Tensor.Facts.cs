namespace TorchSharp;

public static partial class torch
{
    // Shape, type, place. What cannot change is asked of libtorch once.
    public partial class Tensor
    {
        /// <summary>Sizes of all axes; shared by all readers: do not write to it.</summary>
        public unsafe long[] shape
        {
            get
            {
                if (knownShape is not null && handle != IntPtr.Zero) return knownShape;
                TensorFacts facts;
                NativeMethods.Check(NativeMethods.iv2_tensor_facts(Handle, &facts), nameof(shape));
                var sizes = facts.Dimensions == 0 ? [] : new long[facts.Dimensions];
                fixed (long* pointer = sizes) NativeMethods.Check(NativeMethods.iv2_tensor_sizes(Handle, pointer, null), nameof(shape));
                return knownShape = sizes;
            }
        }

        public long size(int dim)
        {
            var sizes = shape;
            var axis = dim < 0 ? dim + sizes.Length : dim;
            return axis >= 0 && axis < sizes.Length
                ? sizes[axis]
                : throw new ArgumentOutOfRangeException(nameof(dim), dim, $"the tensor has {sizes.Length} axes, shape [{string.Join(", ", sizes)}]");
        }

        public long[] size() => (long[])shape.Clone();

        public unsafe long[] stride()
        {
            var strides = new long[shape.Length];
            fixed (long* pointer = strides) NativeMethods.Check(NativeMethods.iv2_tensor_sizes(Handle, null, pointer), nameof(stride));
            return strides;
        }

        public long stride(int dim) => stride()[dim < 0 ? dim + (int)ndim : dim];

        public long storage_offset() => NativeMethods.iv2_tensor_storage_offset(Handle);

        public long ndim => shape.Length;

        public long dim() => shape.Length;

        public long Dimensions => shape.Length;

        public long numel() => NativeMethods.iv2_tensor_numel(Handle);

        public long NumberOfElements => numel();

        public long ElementSize => ElementSizeOf(dtype);

        public long element_size() => ElementSize;

        public ScalarType dtype
        {
            get
            {
                Learn();
                return knownType;
            }
        }

        public Device device
        {
            get
            {
                Learn();
                return knownDevice!;
            }
        }

        public DeviceType device_type => device.type;

        public int device_index => device.index;

        public bool is_cuda => device.type == DeviceType.CUDA;

        public bool is_meta => device.type == DeviceType.META;

        public bool is_cpu() => device.type == DeviceType.CPU;

        public bool is_contiguous() => NativeMethods.iv2_tensor_is_contiguous(Handle) != 0;

        public bool is_floating_point() => torch.is_floating_point(dtype);

        public bool is_integral() => dtype is ScalarType.Byte or ScalarType.Int8 or ScalarType.Int16 or ScalarType.Int32 or ScalarType.Int64 or ScalarType.Bool;

        public bool is_complex() => dtype is ScalarType.ComplexFloat32 or ScalarType.ComplexFloat64;

        public bool is_leaf => NativeMethods.iv2_tensor_is_leaf(Handle) != 0;

        private unsafe void Learn()
        {
            if (factsKnown && handle != IntPtr.Zero) return;
            TensorFacts facts;
            NativeMethods.Check(NativeMethods.iv2_tensor_facts(Handle, &facts), "tensor");
            knownType = (ScalarType)facts.ScalarType;
            knownDevice = facts.DeviceType == (int)DeviceType.CPU ? CPU : new Device((DeviceType)facts.DeviceType, facts.DeviceIndex);
            factsKnown = true;
        }

        internal static long ElementSizeOf(ScalarType type) => type switch
        {
            ScalarType.Byte or ScalarType.Int8 or ScalarType.Bool or ScalarType.QInt8 or ScalarType.QUInt8 => 1,
            ScalarType.Int16 or ScalarType.Float16 or ScalarType.BFloat16 => 2,
            ScalarType.Int32 or ScalarType.Float32 or ScalarType.QInt32 => 4,
            ScalarType.ComplexFloat64 => 16,
            _ => 8,
        };
    }
}
