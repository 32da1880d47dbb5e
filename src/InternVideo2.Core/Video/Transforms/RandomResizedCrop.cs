using InternVideo2.Data;

namespace InternVideo2.Video;

/// <summary>
/// The part of a picture that torchvision's RandomResizedCrop takes: a share of the area, uniform, and an aspect, log-uniform; after ten misfits the
/// largest centred part within these aspects.
/// </summary>
/// <param name="MinArea">Least share of the picture's area, 0 … 1.</param>
/// <param name="MaxArea">Largest share.</param>
/// <param name="MinAspect">Least width / height.</param>
/// <param name="MaxAspect">Largest width / height.</param>
internal readonly record struct RandomResizedCrop(double MinArea, double MaxArea, double MinAspect, double MaxAspect)
{
    private const int Tries = 10;

    /// <summary>Draws a part: for each try area and aspect, then top and left.</summary>
    public ClipCrop Draw(int width, int height, SeededRandom random)
    {
        for (int i = 0; i < Tries; i++)
        {
            double area = width * (double)height * random.Uniform(MinArea, MaxArea);
            double aspect = Math.Exp(random.Uniform(Math.Log(MinAspect), Math.Log(MaxAspect)));
            int w = (int)Math.Round(Math.Sqrt(area * aspect), MidpointRounding.ToEven);
            int h = (int)Math.Round(Math.Sqrt(area / aspect), MidpointRounding.ToEven);
            if (w > 0 && h > 0 && w <= width && h <= height)
            {
                int top = random.Next(height - h + 1);
                return new ClipCrop(random.Next(width - w + 1), top, w, h);
            }
        }

        return Largest(width, height);
    }

    private ClipCrop Largest(int width, int height)
    {
        double aspect = width / (double)height;
        int w = aspect > MaxAspect ? (int)Math.Round(height * MaxAspect, MidpointRounding.ToEven) : width;
        int h = aspect < MinAspect ? (int)Math.Round(width / MinAspect, MidpointRounding.ToEven) : height;
        return new ClipCrop((width - w) / 2, (height - h) / 2, w, h);
    }
}
