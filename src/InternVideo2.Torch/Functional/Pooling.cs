namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            private static readonly Op AdaptiveAverage1d = new("aten::adaptive_avg_pool1d");
            private static readonly Op AdaptiveAverage2d = new("aten::adaptive_avg_pool2d");
            private static readonly Op AdaptiveAverage3d = new("aten::adaptive_avg_pool3d");
            private static readonly Op Average1d = new("aten::avg_pool1d");
            private static readonly Op Average2d = new("aten::avg_pool2d");
            private static readonly Op Average3d = new("aten::avg_pool3d");

            /// <summary>Averages B × C × L down to <paramref name="output_size"/> places.</summary>
            public static Tensor adaptive_avg_pool1d(Tensor input, long output_size) => AdaptiveAverage1d.Call(input, new[] { output_size });

            /// <summary>Averages B × C × H × W down to the given height and width.</summary>
            public static Tensor adaptive_avg_pool2d(Tensor input, long[] output_size) => AdaptiveAverage2d.Call(input, output_size);

            /// <summary>Averages B × C × T × H × W down to the given sizes.</summary>
            public static Tensor adaptive_avg_pool3d(Tensor input, long[] output_size) => AdaptiveAverage3d.Call(input, output_size);

            /// <summary>Averages over windows of B × C × L; the stride is the window unless given.</summary>
            public static Tensor avg_pool1d(
                Tensor input, long kernel_size, long? stride = null, long? padding = null, bool ceil_mode = false, bool count_include_pad = true) =>
                Average1d.Call(input, Axis(kernel_size, 1), Axis(stride, kernel_size), Axis(padding, 0), ceil_mode, count_include_pad);

            /// <summary>Averages over windows of B × C × H × W; the stride is the window unless given.</summary>
            public static Tensor avg_pool2d(
                Tensor input, long[] kernel_size, long[]? stride = null, long[]? padding = null, bool ceil_mode = false, bool count_include_pad = true,
                long? divisor_override = null) =>
                Average2d.Call(input, kernel_size, stride ?? kernel_size, padding ?? Zero, ceil_mode, count_include_pad, divisor_override);

            /// <summary>Averages over windows of B × C × T × H × W; the stride is the window unless given.</summary>
            public static Tensor avg_pool3d(
                Tensor input, long[] kernel_size, long[]? stride = null, long[]? padding = null, bool ceil_mode = false, bool count_include_pad = true,
                long? divisor_override = null) =>
                Average3d.Call(input, kernel_size, stride ?? kernel_size, padding ?? Zero, ceil_mode, count_include_pad, divisor_override);

            private static Tensor AveragePool(Tensor x, long[] size, int axes) =>
                OfRank(axes, AdaptiveAverage1d, AdaptiveAverage2d, AdaptiveAverage3d).Call(x, size);
        }
    }
}
