using InternVideo2.Video;

namespace InternVideo2.Data.MovingShapes;

/// <summary>
/// Draws scenes with signed distances and soft edges one pixel wide. There is no motion blur: a blurred edge would tell the motion in one frame.
/// Thread-safe; the same scene gives the same bytes everywhere.
/// </summary>
public static class ShapesPainter
{
    /// <summary>Draws some frames of a scene; only these cost time.</summary>
    /// <param name="scene">What to draw.</param>
    /// <param name="size">Side in pixels, 16 … 1024.</param>
    /// <param name="frames">Frame numbers in the order of the result, 0 … 23; −1 is the last frame. Repetitions allowed.</param>
    /// <returns>T × size × size RGB frames.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The size or a frame is out of its range.</exception>
    public static VideoClip Paint(ShapesScene scene, int size, params ReadOnlySpan<int> frames)
    {
        OptionRange.Check(size is >= 16 and <= 1024, nameof(ShapesPainter), nameof(size), size, "16 … 1024");
        var frameBytes = size * size * 3;
        var pixels = new byte[frames.Length * frameBytes];
        var indices = new int[frames.Length];
        var backdrop = BackdropPainter.Paint(scene.Factors.Background, scene.Backdrop, size);
        for (var t = 0; t < frames.Length; t++)
        {
            var frame = frames[t] < 0 ? frames[t] + ShapesScene.Frames : frames[t];
            var target = pixels.AsSpan(t * frameBytes, frameBytes);
            backdrop.CopyTo(target);
            Draw(scene, scene.At(frame), size, target);
            indices[t] = frame;
        }

        return new VideoClip(pixels, frames.Length, size, size, Array.ConvertAll(indices, f => f / (double)ShapesScene.FramesPerSecond), indices, scene.Id);
    }

    /// <summary>Draws all 24 frames of a scene.</summary>
    /// <inheritdoc cref="Paint(ShapesScene, int, ReadOnlySpan{int})"/>
    public static VideoClip PaintAll(ShapesScene scene, int size)
    {
        Span<int> frames = stackalloc int[ShapesScene.Frames];
        for (var t = 0; t < frames.Length; t++)
        {
            frames[t] = t;
        }

        return Paint(scene, size, frames);
    }

    // Only the pixels of a square around the centre can be touched; it is less wide than the picture, so that no pixel is met twice.
    private static void Draw(ShapesScene scene, ShapeState state, int size, Span<byte> target)
    {
        var (sine, cosine) = Math.SinCos(2 * Math.PI * state.Angle);
        var reach = (state.Radius * ShapeDistance.Reach * size) + 2; // soft points reach a little farther
        var (left, right) = ((int)Math.Floor((state.X * size) - reach), (int)Math.Ceiling((state.X * size) + reach));
        var (top, bottom) = ((int)Math.Floor((state.Y * size) - reach), (int)Math.Ceiling((state.Y * size) + reach));
        var (red, green, blue) = scene.Factors.Colour.Rgb();
        var (r, g, b) = (red * scene.Brightness, green * scene.Brightness, blue * scene.Brightness);
        var pixelsPerRadius = state.Radius * size;
        for (var row = top; row < bottom; row++)
        {
            var y = ((row + 0.5) - (state.Y * size)) / pixelsPerRadius;
            var line = target[(Wrap(row, size) * size * 3)..];
            for (var column = left; column < right; column++)
            {
                var x = ((column + 0.5) - (state.X * size)) / pixelsPerRadius;
                var (u, v) = ((x * cosine) + (y * sine), (y * cosine) - (x * sine));
                var body = Coverage(ShapeDistance.To(scene.Factors.Shape, u, v), pixelsPerRadius);
                if (body > 0)
                {
                    var light = 1 - (0.75 * Coverage(ShapeDistance.ToBar(u, v), pixelsPerRadius));
                    var pixel = line[(Wrap(column, size) * 3)..];
                    pixel[0] = Mix(pixel[0], r * light, body);
                    pixel[1] = Mix(pixel[1], g * light, body);
                    pixel[2] = Mix(pixel[2], b * light, body);
                }
            }
        }
    }

    private static int Wrap(int place, int size) => place < 0 ? place + size : place >= size ? place - size : place;

    private static double Coverage(double distance, double pixels) => Math.Clamp(0.5 - (distance * pixels), 0, 1);

    private static byte Mix(byte behind, double front, double coverage) => (byte)Math.Min(255, (behind * (1 - coverage)) + (front * coverage) + 0.5);
}
