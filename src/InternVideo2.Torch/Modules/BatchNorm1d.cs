using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>Batch normalisation of B × C or B × C × L.</summary>
    public sealed class BatchNorm1d : BatchNorm
    {
        internal BatchNorm1d(long num_features, double eps, double momentum, bool affine, bool track_running_stats, Device? device, ScalarType? dtype)
            : base(num_features, eps, momentum, affine, track_running_stats, device, dtype, nameof(BatchNorm1d))
        {
        }

        protected override void ValidateInputDimensions(Tensor input)
        {
            if (input.ndim is 2 or 3) return;
            throw new ArgumentException($"BatchNorm1d: the input must be B × C or B × C × L, but has the shape [{string.Join(", ", input.shape)}].");
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Batch normalisation of B × C or B × C × L.</summary>
            /// <param name="num_features">C.</param>
            /// <param name="eps">Added to the variance under the root.</param>
            /// <param name="momentum">The weight of the newest batch in the running statistics.</param>
            /// <param name="affine">Whether to scale and shift afterwards.</param>
            /// <param name="track_running_stats">Whether evaluation uses running statistics.</param>
            /// <param name="device">Where the parameters live.</param>
            /// <param name="dtype">Their element type.</param>
            public static Modules.BatchNorm1d BatchNorm1d(
                long num_features, double eps = 1E-05, double momentum = 0.1, bool affine = true, bool track_running_stats = true, Device? device = null,
                ScalarType? dtype = null) =>
                new(num_features, eps, momentum, affine, track_running_stats, device, dtype);
        }
    }
}
