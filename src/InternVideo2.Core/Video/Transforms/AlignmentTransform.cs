using InternVideo2.Data;

namespace InternVideo2.Video;

/// <summary>
/// Augmentation of the multi-modal stages (stage 2, 10.4): a random part of random size and shape, bicubic resize without antialiasing, rounded to 8 bit
/// again, a mirror with probability ½, normalisation. All frames of a clip alike.
/// </summary>
public sealed record AlignmentTransform : ClipTransform
{
    /// <summary>Whether clips may be mirrored. Default true; false where captions know left from right.</summary>
    public bool Flip { get; init; } = true;

    /// <summary>Least share of the picture's area that is kept, above 0 and up to 1. Default 0.5.</summary>
    public double MinArea { get; init; } = 0.5;

    /// <summary>Picture operations before everything else. Default null: none.</summary>
    public RandAugment? Operations { get; init; }

    /// <summary>Draws a part: area <see cref="MinArea"/> … 1, aspect 3/4 … 4/3 (log-uniform); then the mirror.</summary>
    public ClipCrop Draw(int width, int height, SeededRandom random)
    {
        OptionRange.Check(MinArea is > 0 and <= 1, nameof(AlignmentTransform), nameof(MinArea), MinArea, "above 0, up to 1");
        var crop = new RandomResizedCrop(MinArea, 1, 3 / 4.0, 4 / 3.0).Draw(width, height, random);
        return crop with { Flip = Flip && random.Next(2) == 1 };
    }

    public override void Apply(VideoClip clip, SeededRandom random, Span<float> target)
    {
        var augmented = Operations?.Apply(clip, random) ?? clip;
        Apply(augmented, Draw(clip.Width, clip.Height, random), target);
    }

    /// <summary>Resizes, mirrors and normalises a given part; nothing else.</summary>
    /// <param name="clip">RGB frames.</param>
    /// <param name="crop">Lies within the picture.</param>
    /// <param name="target">3 × T × S × S floats, overwritten.</param>
    public void Apply(VideoClip clip, ClipCrop crop, Span<float> target)
    {
        CheckTarget(clip, target);
        TorchBicubic.Apply(clip, crop, Size, Statistics, target);
    }
}

/// <summary>Pre-processing of the multi-modal stages for evaluation (stage 2, 10.4): the whole picture, bicubic, whatever its shape. Draws nothing.</summary>
public sealed record WholePictureTransform : ClipTransform
{
    public override void Apply(VideoClip clip, SeededRandom random, Span<float> target)
    {
        CheckTarget(clip, target);
        TorchBicubic.Apply(clip, new ClipCrop(0, 0, clip.Width, clip.Height), Size, Statistics, target);
    }
}
