using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>A convolution over B × C × H × W.</summary>
    public sealed class Conv2d : Convolution
    {
        private static readonly Op Strided = new("aten::conv2d");
        private static readonly Op Named = new("aten::conv2d.padding");

        internal Conv2d(
            long in_channels, long out_channels, long[] kernel_size, long[] stride, long[] padding, Padding? padding_type, long[] dilation,
            PaddingModes padding_mode, long groups, bool bias, Device? device, ScalarType? dtype)
            : base(nameof(Conv2d), in_channels, out_channels, kernel_size, stride, padding, padding_type, dilation, transposed: false,
                output_padding: new long[2], groups, bias, padding_mode, device, dtype)
        {
        }

        /// <inheritdoc/>
        public override Tensor forward(Tensor input) => Convolve(Strided, Named, input);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>A convolution over B × C × H × W, with PyTorch's initialisation. The batch axis may be absent.</summary>
            public static Conv2d Conv2d(
                long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0, long dilation = 1,
                PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true,
                Device? device = null, ScalarType? dtype = null) =>
                new(in_channels, out_channels, [kernel_size, kernel_size], [stride, stride], [padding, padding], null, [dilation, dilation],
                    padding_mode, groups, bias, device, dtype);

            /// <summary>A convolution over B × C × H × W that does not pad, or pads to keep the size.</summary>
            public static Conv2d Conv2d(
                long in_channels, long out_channels, long kernel_size, Padding padding, long stride = 1, long dilation = 1,
                PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true,
                Device? device = null, ScalarType? dtype = null) =>
                new(in_channels, out_channels, [kernel_size, kernel_size], [stride, stride], [0, 0], padding, [dilation, dilation],
                    padding_mode, groups, bias, device, dtype);

            /// <summary>A convolution over B × C × H × W with a size for each axis (height, width).</summary>
            public static Conv2d Conv2d(
                long in_channels, long out_channels, (long, long) kernel_size, (long, long)? stride = null,
                (long, long)? padding = null, (long, long)? dilation = null,
                PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true,
                Device? device = null, ScalarType? dtype = null) =>
                new(in_channels, out_channels, Axes(kernel_size), Axes(stride ?? (1, 1)), Axes(padding ?? (0, 0)), null,
                    Axes(dilation ?? (1, 1)), padding_mode, groups, bias, device, dtype);

            /// <summary>A convolution over B × C × H × W with a size for each axis that does not pad, or pads to keep the size.</summary>
            public static Conv2d Conv2d(
                long in_channels, long out_channels, (long, long) kernel_size, Padding padding,
                (long, long)? stride = null, (long, long)? dilation = null,
                PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true,
                Device? device = null, ScalarType? dtype = null) =>
                new(in_channels, out_channels, Axes(kernel_size), Axes(stride ?? (1, 1)), [0, 0], padding,
                    Axes(dilation ?? (1, 1)), padding_mode, groups, bias, device, dtype);

            private static long[] Axes((long, long) sizes) => [sizes.Item1, sizes.Item2];
        }
    }
}
