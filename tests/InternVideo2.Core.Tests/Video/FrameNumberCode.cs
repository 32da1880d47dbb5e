using InternVideo2.Video;

namespace InternVideo2.Tests.Video;

/// <summary>
/// Reads the number that every edge clip carries in its pictures: the top sixth of the source picture is a row of ten blocks, block b is light
/// when bit b of the frame number is 1. So a test sees which frame it was really given, whatever the codec.
/// </summary>
internal static class FrameNumberCode
{
    /// <summary>The number in frame <paramref name="t"/>.</summary>
    /// <param name="clip">The decoded clip.</param>
    /// <param name="t">Frame of the clip.</param>
    /// <param name="turn">Degrees, counter-clockwise, by which the source picture was turned: 0, 90 or 180.</param>
    public static int Read(VideoClip clip, int t, int turn)
    {
        int number = 0;
        for (int block = 0; block < 10; block++)
        {
            // Centre of the block as a share of the source picture.
            double u = (block + 0.5) / 10;
            const double V = 1 / 12.0;
            (double x, double y) = turn switch
            {
                90 => (V, 1 - u),
                180 => (1 - u, 1 - V),
                _ => (u, V),
            };
            if (Brightness(clip, t, (int)(x * clip.Width), (int)(y * clip.Height)) > 128)
            {
                number |= 1 << block;
            }
        }

        return number;
    }

    private static double Brightness(VideoClip clip, int t, int x, int y)
    {
        ReadOnlySpan<byte> frame = clip.Frame(t);
        double sum = 0;
        for (int dy = -2; dy <= 2; dy++)
        {
            for (int dx = -2; dx <= 2; dx++)
            {
                int pixel = (((y + dy) * clip.Width) + x + dx) * 3;
                sum += frame[pixel] + frame[pixel + 1] + frame[pixel + 2];
            }
        }

        return sum / (25 * 3);
    }
}
