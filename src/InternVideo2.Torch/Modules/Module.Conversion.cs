using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        // Parameters and buffers keep their identity when a module moves: the tensor object stays and gets new data, gradients included.
        // So fields, tied weights and optimisers that hold them stay valid.
        public partial class Module
        {
            protected internal virtual Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking)
            {
                _toEpilog(deviceType, deviceIndex, non_blocking);
                return this;
            }

            protected internal virtual Module _to(Device device, ScalarType dtype, bool non_blocking)
            {
                _toEpilog(device, dtype, non_blocking);
                return this;
            }

            protected internal virtual Module _to(ScalarType dtype, bool non_blocking)
            {
                _toEpilog(dtype, non_blocking);
                return this;
            }

            /// <summary>Takes device and element type from another tensor.</summary>
            public Module _to(Tensor other, bool non_blocking) => _to(other.device, other.dtype, non_blocking);

            protected void _toEpilog(DeviceType deviceType, int deviceIndex, bool non_blocking)
            {
                foreach (var child in children()) child._to(deviceType, deviceIndex, non_blocking);
                _toEpilog(null, new Device(deviceType, deviceIndex), non_blocking);
            }

            protected void _toEpilog(Device device, ScalarType dtype, bool non_blocking)
            {
                foreach (var child in children()) child._to(device, dtype, non_blocking);
                _toEpilog((ScalarType?)dtype, device, non_blocking);
            }

            protected void _toEpilog(ScalarType dtype, bool non_blocking)
            {
                foreach (var child in children()) child._to(dtype, non_blocking);
                _toEpilog(dtype, null, non_blocking);
            }

            /// <summary>
            /// Converts what this module itself owns, not its children. Floating-point tensors take <paramref name="dtype"/>; integer and
            /// boolean buffers keep theirs.
            /// </summary>
            protected virtual void _toEpilog(ScalarType? dtype, Device? device, bool non_blocking)
            {
                foreach (var (_, parameter) in _internal_params) Convert(parameter, dtype, device, non_blocking);
                foreach (var (_, (buffer, _)) in _internal_buffers) Convert(buffer, dtype, device, non_blocking);
            }

            private static void Convert(Tensor tensor, ScalarType? dtype, Device? device, bool non_blocking)
            {
                var type = dtype is { } wanted && tensor.is_floating_point() ? wanted : tensor.dtype;
                var place = device ?? tensor.device;
                if (type == tensor.dtype && tensor.device.Matches(place.type, place.index)) return;

                using var unrecorded = no_grad();
                using var scope = NewDisposeScope();
                var trained = tensor.requires_grad;
                var gradient = tensor is Parameter ? tensor.grad : null;
                tensor.Replace(tensor.detach().to(type, place, non_blocking: non_blocking));
                tensor.requires_grad = trained;
                if (gradient is not null) tensor.grad = gradient.to(type, place, non_blocking: non_blocking);
            }
        }
    }
}
