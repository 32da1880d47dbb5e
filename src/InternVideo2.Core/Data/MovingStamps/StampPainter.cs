using InternVideo2.Data.MovingShapes;
using InternVideo2.Video;

namespace InternVideo2.Data.MovingStamps;

/// <summary>Draws scenes with photographs: turned, scaled and wrapped around the edges as the shapes are, without motion blur.</summary>
internal static class StampPainter
{
    /// <summary>Half of the photograph's longer side, in radii of a shape: 0.54 of the picture at middle size.</summary>
    private const double Reach = 1.35;

    private static readonly double[] s_within = [-0.25, 0.25];

    /// <summary>The longer side of the largest photograph in a picture of that size.</summary>
    public static int LongestSide(int size) => (int)Math.Ceiling(2 * Reach * 0.26 * size);

    /// <summary>All 24 frames.</summary>
    public static VideoClip Paint(StampScene scene, StampPicture picture, int size)
    {
        var frameBytes = size * size * 3;
        var pixels = new byte[ShapesScene.Frames * frameBytes];
        var backdrop = BackdropPainter.Paint(scene.Movement.Factors.Background, scene.Movement.Backdrop, size);
        for (var t = 0; t < ShapesScene.Frames; t++)
        {
            var target = pixels.AsSpan(t * frameBytes, frameBytes);
            backdrop.CopyTo(target);
            Draw(picture, scene.Mirrored, scene.Movement.At(t), size, target);
        }

        int[] frames = [.. Enumerable.Range(0, ShapesScene.Frames)];
        return new VideoClip(pixels, frames.Length, size, size, Array.ConvertAll(frames, f => f / (double)ShapesScene.FramesPerSecond), frames, scene.Id);
    }

    // Every pixel once, at its nearest way around the edges; four samples each, since large photographs become small.
    private static void Draw(StampPicture picture, bool mirrored, ShapeState state, int size, Span<byte> target)
    {
        var (sine, cosine) = Math.SinCos(2 * Math.PI * state.Angle);
        var scale = 1 / (Reach * state.Radius);
        Span<double> sum = stackalloc double[4];
        for (var row = 0; row < size; row++)
        {
            for (var column = 0; column < size; column++)
            {
                sum.Clear();
                foreach (var down in s_within)
                {
                    foreach (var right in s_within)
                    {
                        var x = Nearest(((column + 0.5 + right) / size) - state.X) * scale;
                        var y = Nearest(((row + 0.5 + down) / size) - state.Y) * scale;
                        var u = (x * cosine) + (y * sine);
                        picture.Add(mirrored ? -u : u, (y * cosine) - (x * sine), sum);
                    }
                }

                var pixel = target[(((row * size) + column) * 3)..];
                for (var c = 0; c < 3; c++)
                {
                    pixel[c] = (byte)Math.Clamp((sum[c] / 4) + (pixel[c] * (1 - (sum[3] / 4 / 255))) + 0.5, 0, 255);
                }
            }
        }
    }

    private static double Nearest(double way) => way - Math.Round(way);
}
