using InternVideo2.Data;

namespace InternVideo2.Video;

/// <summary>
/// Replaces one rectangle of a normalised clip by noise (stage 1, 8.3, step 5): the same place in all frames, fresh N(0, 1) values for every
/// pixel, channel and frame.
/// </summary>
public sealed record RandomErasing
{
    private const int Tries = 100;
    private const double MinArea = 0.02;
    private const double MaxArea = 1.0 / 3;
    private const double MinAspect = 0.3;

    /// <summary>How likely a clip is hit. 0 … 1. Default ¼.</summary>
    public double Probability { get; init; } = 0.25;

    /// <summary>Draws the rectangle: area 2–33.3 %, aspect 0.3–3.33 (log-uniform). Null: the clip is not hit, or no draw fits into the picture.</summary>
    public ClipCrop? Draw(int width, int height, SeededRandom random)
    {
        OptionRange.Check(Probability is >= 0 and <= 1, nameof(RandomErasing), nameof(Probability), Probability, "0 … 1");
        if (random.NextDouble() >= Probability)
        {
            return null;
        }

        for (int i = 0; i < Tries; i++)
        {
            double area = width * (double)height * random.Uniform(MinArea, MaxArea);
            double aspect = Math.Exp(random.Uniform(Math.Log(MinAspect), -Math.Log(MinAspect)));
            int h = (int)Math.Round(Math.Sqrt(area * aspect), MidpointRounding.ToEven);
            int w = (int)Math.Round(Math.Sqrt(area / aspect), MidpointRounding.ToEven);
            if (w < width && h < height)
            {
                int top = random.Next(height - h + 1);
                return new ClipCrop(random.Next(width - w + 1), top, w, h);
            }
        }

        return null;
    }

    /// <summary>Draws and erases.</summary>
    /// <param name="clip">3 × frames × height × width floats, changed in place.</param>
    /// <param name="frames">Frames of the clip.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="random">The source of the draws.</param>
    public void Apply(Span<float> clip, int frames, int height, int width, SeededRandom random)
    {
        if (Draw(width, height, random) is not { } hole)
        {
            return;
        }

        for (int plane = 0; plane < 3 * frames; plane++)
        {
            for (int y = hole.Top; y < hole.Top + hole.Height; y++)
            {
                foreach (ref float value in clip.Slice((((plane * height) + y) * width) + hole.Left, hole.Width))
                {
                    value = (float)random.NextNormal();
                }
            }
        }
    }
}
