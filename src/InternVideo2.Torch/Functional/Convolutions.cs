namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        // Weights are out × in/groups × kernel. A missing stride or dilation is 1, a missing padding 0.
        public static partial class functional
        {
            private static readonly Op Conv1dOp = new("aten::conv1d");
            private static readonly Op Conv2dOp = new("aten::conv2d");
            private static readonly Op Conv3dOp = new("aten::conv3d");
            private static readonly Op Conv1dNamed = new("aten::conv1d.padding");
            private static readonly Op Conv2dNamed = new("aten::conv2d.padding");
            private static readonly Op Conv3dNamed = new("aten::conv3d.padding");
            private static readonly Op PadOp = new("aten::pad");

            private static readonly long[] One = [1];
            private static readonly long[] Zero = [0];

            /// <summary>A convolution over B × C × L.</summary>
            public static Tensor conv1d(
                Tensor input, Tensor weight, Tensor? bias = null, long? stride = null, long? padding = null, long? dilation = null, long groups = 1) =>
                Conv1dOp.Call(input, weight, bias, Axis(stride, 1), Axis(padding, 0), Axis(dilation, 1), groups);

            /// <summary>A convolution over B × C × H × W.</summary>
            public static Tensor conv2d(
                Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null, long[]? dilation = null, long groups = 1) =>
                Conv2dOp.Call(input, weight, bias, strides ?? One, padding ?? Zero, dilation ?? One, groups);

            /// <summary>A convolution over B × C × T × H × W.</summary>
            public static Tensor conv3d(
                Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null, long[]? dilation = null, long groups = 1) =>
                Conv3dOp.Call(input, weight, bias, strides ?? One, padding ?? Zero, dilation ?? One, groups);

            /// <summary>A convolution over B × C × L that does not pad, or pads to keep the length.</summary>
            public static Tensor conv1d_padding(
                Tensor input, Tensor weight, Tensor? bias = null, long? stride = null, Padding padding = Padding.Valid, long? dilation = null,
                long groups = 1) =>
                Conv1dNamed.Call(input, weight, bias, Axis(stride, 1), Name(padding), Axis(dilation, 1), groups);

            /// <summary>A convolution over B × C × H × W that does not pad, or pads to keep the size.</summary>
            public static Tensor conv2d_padding(
                Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, Padding padding = Padding.Valid, long[]? dilation = null,
                long groups = 1) =>
                Conv2dNamed.Call(input, weight, bias, strides ?? One, Name(padding), dilation ?? One, groups);

            /// <summary>A convolution over B × C × T × H × W that does not pad, or pads to keep the size.</summary>
            public static Tensor conv3d_padding(
                Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, Padding padding = Padding.Valid, long[]? dilation = null,
                long groups = 1) =>
                Conv3dNamed.Call(input, weight, bias, strides ?? One, Name(padding), dilation ?? One, groups);

            /// <summary>Pads the last axis by the same amount on both sides.</summary>
            public static Tensor pad(Tensor input, long pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                functional.pad(input, [pad, pad], mode, value);

            /// <summary>Pads the last axis.</summary>
            public static Tensor pad(Tensor input, (long, long) pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                functional.pad(input, [pad.Item1, pad.Item2], mode, value);

            /// <summary>Pads the last two axes: last axis first, both sides of each.</summary>
            public static Tensor pad(Tensor input, (long, long, long, long) pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                functional.pad(input, [pad.Item1, pad.Item2, pad.Item3, pad.Item4], mode, value);

            /// <summary>Pads trailing axes: last axis first, both sides of each. Negative amounts cut.</summary>
            public static Tensor pad(Tensor input, long[] pad, PaddingModes mode = PaddingModes.Constant, double value = 0) => mode switch
            {
                PaddingModes.Constant or PaddingModes.Zeros => PadOp.Call(input, pad, "constant", mode == PaddingModes.Zeros ? 0 : value),
                PaddingModes.Reflect => PadOp.Call(input, pad, "reflect"),
                PaddingModes.Replicate => PadOp.Call(input, pad, "replicate"),
                PaddingModes.Circular => PadOp.Call(input, pad, "circular"),
                _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "pad: unknown mode."),
            };

            internal static string Name(Padding padding) => padding == Padding.Same ? "same" : "valid";

            private static long[] Axis(long? size, long otherwise) => [size ?? otherwise];
        }
    }
}
