namespace TorchSharp;

public static partial class torch
{
    /// <summary>How <c>F.interpolate</c> finds a value between samples.</summary>
    public enum InterpolationMode
    {
        Nearest = 0,
        Linear = 1,
        Bilinear = 2,
        Bicubic = 3,
        Trilinear = 4,
        Area = 5,
        NearestExact = 6,
    }

    public static partial class nn
    {
        public static partial class functional
        {
            private static readonly Op Nearest1d = new("aten::upsample_nearest1d.vec");
            private static readonly Op Nearest2d = new("aten::upsample_nearest2d.vec");
            private static readonly Op Nearest3d = new("aten::upsample_nearest3d.vec");
            private static readonly Op NearestExact1d = new("aten::_upsample_nearest_exact1d.vec");
            private static readonly Op NearestExact2d = new("aten::_upsample_nearest_exact2d.vec");
            private static readonly Op NearestExact3d = new("aten::_upsample_nearest_exact3d.vec");
            private static readonly Op Linear1d = new("aten::upsample_linear1d.vec");
            private static readonly Op Bilinear2d = new("aten::upsample_bilinear2d.vec");
            private static readonly Op BilinearAntialiased = new("aten::_upsample_bilinear2d_aa.vec");
            private static readonly Op Bicubic2d = new("aten::upsample_bicubic2d.vec");
            private static readonly Op BicubicAntialiased = new("aten::_upsample_bicubic2d_aa.vec");
            private static readonly Op Trilinear3d = new("aten::upsample_trilinear3d.vec");

            /// <summary>Resamples the spatial axes of B × C × spatial….</summary>
            /// <param name="x">One, two or three spatial axes; the mode must fit (linear 1, bilinear and bicubic 2, trilinear 3, the others any).</param>
            /// <param name="size">The wanted spatial sizes: one each, or one for all.</param>
            /// <param name="scale_factor">Or how much larger they become: one each, or one for all.</param>
            /// <param name="mode">See <see cref="InterpolationMode"/>.</param>
            /// <param name="align_corners">Whether the corner samples stay corner samples; for the linear and cubic modes only.</param>
            /// <param name="recompute_scale_factor">Whether the factor is taken anew from the rounded sizes.</param>
            /// <param name="antialias">Whether shrinking averages over all samples covered, as image libraries do; bilinear and bicubic only.</param>
            /// <exception cref="ArgumentException">Sizes, factors, axes and mode do not fit together; the message says how.</exception>
            public static Tensor interpolate(
                Tensor x, long[]? size = null, double[]? scale_factor = null, InterpolationMode mode = InterpolationMode.Nearest, bool? align_corners = null,
                bool recompute_scale_factor = false, bool antialias = false)
            {
                var axes = (int)x.ndim - 2;
                CheckResampling(x, mode, axes, align_corners, antialias);
                if (size is null == scale_factor is null) throw new ArgumentException("interpolate: give either size or scale_factor.");
                size = ForEachAxis(size, axes, nameof(size));
                scale_factor = ForEachAxis(scale_factor, axes, nameof(scale_factor));
                if (scale_factor is not null && (recompute_scale_factor || mode == InterpolationMode.Area))
                {
                    size = new long[axes];
                    for (var axis = 0; axis < axes; axis++) size[axis] = (long)Math.Floor(x.shape[axis + 2] * scale_factor[axis]);
                    scale_factor = null;
                }

                var corners = align_corners ?? false;
                return mode switch
                {
                    InterpolationMode.Area => AveragePool(x, size!, axes),
                    InterpolationMode.Nearest => OfRank(axes, Nearest1d, Nearest2d, Nearest3d).Call(x, size, scale_factor),
                    InterpolationMode.NearestExact => OfRank(axes, NearestExact1d, NearestExact2d, NearestExact3d).Call(x, size, scale_factor),
                    InterpolationMode.Linear => Linear1d.Call(x, size, corners, scale_factor),
                    InterpolationMode.Bilinear => (antialias ? BilinearAntialiased : Bilinear2d).Call(x, size, corners, scale_factor),
                    InterpolationMode.Bicubic => (antialias ? BicubicAntialiased : Bicubic2d).Call(x, size, corners, scale_factor),
                    _ => Trilinear3d.Call(x, size, corners, scale_factor),
                };
            }

            private static void CheckResampling(Tensor x, InterpolationMode mode, int axes, bool? align_corners, bool antialias)
            {
                var expected = mode switch
                {
                    InterpolationMode.Linear => 1,
                    InterpolationMode.Bilinear or InterpolationMode.Bicubic => 2,
                    InterpolationMode.Trilinear => 3,
                    _ => axes,
                };
                if (axes is < 1 or > 3 || axes != expected)
                {
                    var needed = axes is >= 1 and <= 3 ? $"{expected + 2} axes" : "3 to 5 axes";
                    throw new ArgumentException($"interpolate: {mode} needs {needed}, but the shape is [{string.Join(", ", x.shape)}].");
                }
                if (align_corners is not null && mode is (InterpolationMode.Nearest or InterpolationMode.NearestExact or InterpolationMode.Area))
                    throw new ArgumentException($"interpolate: align_corners has no meaning for {mode}.");
                if (antialias && mode is not (InterpolationMode.Bilinear or InterpolationMode.Bicubic))
                    throw new ArgumentException($"interpolate: antialias is for Bilinear and Bicubic, not for {mode}.");
            }

            private static T[]? ForEachAxis<T>(T[]? values, int axes, string name)
            {
                if (values is null || values.Length == axes) return values;
                if (values.Length != 1) throw new ArgumentException($"interpolate: {name} has {values.Length} entries for {axes} spatial axes.");
                var repeated = new T[axes];
                Array.Fill(repeated, values[0]);
                return repeated;
            }

            private static Op OfRank(int axes, Op one, Op two, Op three) => axes switch { 1 => one, 2 => two, _ => three };
        }
    }
}
