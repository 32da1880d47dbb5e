using InternVideo2.Data;

namespace InternVideo2.Video;

/// <summary>
/// Random picture operations on a whole clip (stage 1, 8.3): some of <see cref="AugmentOperation"/> drawn with replacement, each applied with
/// probability ½ and an amount drawn once for all frames. On 8-bit pictures, before anything else.
/// </summary>
public sealed record RandAugment
{
    /// <summary>Fine-tuning's: rand-m7-n4-mstd0.5-inc1.</summary>
    public static RandAugment FineTuning { get; } = new();

    /// <summary>Probing's: rand-m5-n2-mstd0.25-inc1.</summary>
    public static RandAugment Probing { get; } = new() { Magnitude = 5, Operations = 2, Deviation = 0.25 };

    /// <summary>Mean strength. 0 … 10. Default 7.</summary>
    public double Magnitude { get; init; } = 7;

    /// <summary>Operations drawn for each clip. 0 or more. Default 4.</summary>
    public int Operations { get; init; } = 4;

    /// <summary>Standard deviation of the strength, which is then cut to 0 … 10. 0 or more. Default 0.5.</summary>
    public double Deviation { get; init; } = 0.5;

    /// <summary>How likely each drawn operation is applied. 0 … 1. Default ½.</summary>
    public double Probability { get; init; } = 0.5;

    /// <summary>Throws when a member is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the member, its value and the allowed range.</exception>
    public void Validate()
    {
        Check(Magnitude is >= 0 and <= 10, nameof(Magnitude), Magnitude, "0 … 10");
        Check(Operations >= 0, nameof(Operations), Operations, "0 or more");
        Check(Deviation >= 0 && double.IsFinite(Deviation), nameof(Deviation), Deviation, "0 or more");
        Check(Probability is >= 0 and <= 1, nameof(Probability), Probability, "0 … 1");
    }

    /// <summary>Draws the steps for one clip.</summary>
    public IReadOnlyList<AugmentStep> Draw(SeededRandom random)
    {
        Validate();
        int kinds = Enum.GetValues<AugmentOperation>().Length;
        var steps = new List<AugmentStep>();
        foreach (AugmentOperation operation in Enumerable.Range(0, Operations).Select(_ => (AugmentOperation)random.Next(kinds)).ToArray())
        {
            if (random.NextDouble() < Probability)
            {
                double magnitude = Math.Clamp(Magnitude + (Deviation * random.NextNormal()), 0, 10);
                steps.Add(AugmentStep.Of(operation, magnitude, negative: random.NextDouble() > 0.5));
            }
        }

        return steps;
    }

    /// <summary>Draws and applies; the clip itself stays as it is.</summary>
    public VideoClip Apply(VideoClip clip, SeededRandom random) => Apply(clip, Draw(random));

    /// <summary>Applies given steps to every frame.</summary>
    public static VideoClip Apply(VideoClip clip, IReadOnlyList<AugmentStep> steps)
    {
        if (steps.Count == 0)
        {
            return clip;
        }

        (byte[] from, byte[] to) = (clip.Pixels, new byte[clip.Pixels.Length]);
        int frameBytes = clip.Height * clip.Width * 3;
        foreach (AugmentStep step in steps)
        {
            for (int t = 0; t < clip.Frames; t++)
            {
                step.Apply(from.AsSpan(t * frameBytes, frameBytes), clip.Width, clip.Height, to.AsSpan(t * frameBytes, frameBytes));
            }

            (from, to) = (to, from == clip.Pixels ? new byte[from.Length] : from);
        }

        return clip with { Pixels = from };
    }

    private static void Check(bool allowed, string member, object value, string range) =>
        OptionRange.Check(allowed, nameof(RandAugment), member, value, range);
}
