using InternVideo2.Data;
using static TorchSharp.torch;

namespace InternVideo2.Classification;

/// <summary>The part of the picture that CutMix pastes: rows Top … Bottom − 1, columns Left … Right − 1.</summary>
public readonly record struct MixBox(int Top, int Bottom, int Left, int Right)
{
    /// <summary>Pixels inside.</summary>
    public long Area => (long)(Bottom - Top) * (Right - Left);
}

/// <summary>
/// What is done to one batch: clip i is mixed with clip B−1−i (stage 1, 9.5). Mixup: λ·x + (1−λ)·partner. CutMix: a box of the partner is pasted,
/// and λ is the share of the picture that stays.
/// </summary>
/// <param name="Lambda">Share of the clip itself, in [0, 1]; also that of its label.</param>
/// <param name="Box">What is pasted, or null for mixup.</param>
public sealed record Mixing(double Lambda, MixBox? Box)
{
    /// <summary>Every clip stays as it is.</summary>
    public static Mixing Nothing { get; } = new(1, null);

    /// <summary>Draws for one batch.</summary>
    /// <param name="options">How often and how strongly.</param>
    /// <param name="height">Rows of the picture.</param>
    /// <param name="width">Columns of the picture.</param>
    /// <param name="random">The source of the draws.</param>
    public static Mixing Draw(MixingOptions options, int height, int width, SeededRandom random)
    {
        if (!options.Mixes || random.NextDouble() >= options.Probability) return Nothing;
        var both = options.MixupAlpha > 0 && options.CutMixAlpha > 0;
        var cut = both ? random.NextDouble() < options.SwitchProbability : options.CutMixAlpha > 0;
        return cut
            ? CutMix(Beta(options.CutMixAlpha, random), height, width, random.Next(height), random.Next(width))
            : new Mixing(Beta(options.MixupAlpha, random), null);
    }

    /// <summary>A box around a point, of side ratio √(1−λ), cut off at the border; λ becomes the share of the picture outside.</summary>
    public static Mixing CutMix(double lambda, int height, int width, int centreRow, int centreColumn)
    {
        var ratio = Math.Sqrt(1 - lambda);
        var (halfHeight, halfWidth) = ((int)(height * ratio) / 2, (int)(width * ratio) / 2);
        var box = new MixBox(
            Math.Max(centreRow - halfHeight, 0), Math.Min(centreRow + halfHeight, height),
            Math.Max(centreColumn - halfWidth, 0), Math.Min(centreColumn + halfWidth, width));
        return Pasting(box, height, width);
    }

    /// <summary>CutMix of a given box.</summary>
    public static Mixing Pasting(MixBox box, int height, int width) => new(1 - (box.Area / ((double)height * width)), box);

    /// <summary>The mixed clips.</summary>
    /// <param name="clips">B × 3 × T × H × W.</param>
    /// <returns>The same shape, owned by the caller; an alias where nothing is to be mixed.</returns>
    public Tensor Apply(Tensor clips)
    {
        if (Lambda == 1) return clips.alias();
        using var scope = NewDisposeScope();
        var partners = clips.flip(0);
        if (Box is not { } box) return scope.MoveToOuter(clips.mul(Lambda).add(partners.mul(1 - Lambda)));
        var mixed = clips.clone();
        Part(mixed, box).copy_(Part(partners, box));
        return scope.MoveToOuter(mixed);
    }

    /// <summary>The label distribution of each mixed clip: B × classes, float32, rows sum to 1. Owned by the caller.</summary>
    /// <param name="labels">B int64 class numbers.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="smoothing">Share s of every label that is spread evenly over all classes.</param>
    public Tensor Targets(Tensor labels, int classes, double smoothing)
    {
        using var scope = NewDisposeScope();
        var own = nn.functional.one_hot(labels, classes).to(ScalarType.Float32).mul(1 - smoothing).add(smoothing / classes);
        return scope.MoveToOuter(Lambda == 1 ? own.alias() : own.mul(Lambda).add(own.flip(0).mul(1 - Lambda)));
    }

    private static Tensor Part(Tensor clips, MixBox box) => clips.narrow(3, box.Top, box.Bottom - box.Top).narrow(4, box.Left, box.Right - box.Left);

    /// <summary>Beta(α, α) by Jöhnk's method: U^(1/α) / (U^(1/α) + V^(1/α)) of the uniform pairs for which the denominator is at most 1.</summary>
    private static double Beta(double alpha, SeededRandom random)
    {
        while (true)
        {
            // In logarithms: for a small α both powers would be zero.
            var (u, v) = (Math.Log(1 - random.NextDouble()) / alpha, Math.Log(1 - random.NextDouble()) / alpha);
            var largest = Math.Max(u, v);
            var sum = largest + Math.Log(Math.Exp(u - largest) + Math.Exp(v - largest));
            if (sum <= 0) return Math.Exp(u - sum);
        }
    }
}
