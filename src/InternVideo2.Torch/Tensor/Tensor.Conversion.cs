namespace TorchSharp;

public static partial class torch
{
    // Moving between types and devices. Always a new wrapper; the data are copied only if type or device differ, or if `copy` asks for it.
    public partial class Tensor
    {
        private Tensor To(ScalarType? type, Device? target, bool copy, bool disposeAfter, bool non_blocking)
        {
            var result = Aten.to_dtype_layout.Call(this, type ?? Value.Default, Value.Default, target is null ? Value.Default : target, Value.Default, non_blocking, copy);
            if (disposeAfter) Dispose();
            return result;
        }

        public Tensor to(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) => To(type, null, copy, disposeAfter, non_blocking);
        public Tensor to(Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) => To(null, device, copy, disposeAfter, non_blocking);
        public Tensor to(ScalarType type, Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) => To(type, device, copy, disposeAfter, non_blocking);
        public Tensor to(DeviceType deviceType, int deviceIndex = -1, bool copy = false, bool disposeAfter = false, bool non_blocking = false) => To(null, new Device(deviceType, deviceIndex), copy, disposeAfter, non_blocking);
        public Tensor to(string device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) => To(null, new Device(device), copy, disposeAfter, non_blocking);
        public Tensor to(Tensor other, bool non_blocking = false) => To(other.dtype, other.device, false, false, non_blocking);
        public Tensor to_type(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) => To(type, null, copy, disposeAfter, non_blocking);
        public Tensor type(ScalarType dtype) => To(dtype, null, false, false, false);
        public Tensor type_as(Tensor tensor) => To(tensor.dtype, null, false, false, false);

        public Tensor cpu() => To(null, CPU, false, false, false);
        public Tensor cuda(Device? device = null, bool non_blocking = false) => To(null, device ?? CUDA, false, false, non_blocking);

        public Tensor @float() => To(ScalarType.Float32, null, false, false, false);
        public Tensor @double() => To(ScalarType.Float64, null, false, false, false);
        public Tensor half() => To(ScalarType.Float16, null, false, false, false);
        public Tensor bfloat16() => To(ScalarType.BFloat16, null, false, false, false);
        public Tensor @long() => To(ScalarType.Int64, null, false, false, false);
        public Tensor @int() => To(ScalarType.Int32, null, false, false, false);
        public Tensor @short() => To(ScalarType.Int16, null, false, false, false);
        public Tensor @byte() => To(ScalarType.Byte, null, false, false, false);
        public Tensor @bool() => To(ScalarType.Bool, null, false, false, false);

        public Tensor clone() => Aten.clone.Call(this);
        public Tensor contiguous() => Aten.contiguous.Call(this);
        public Tensor alias() => Aten.alias.Call(this);
        public Tensor pin_memory() => Aten.pin_memory.Call(this);
    }
}
