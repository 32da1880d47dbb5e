using InternVideo2.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace InternVideo2.Video;

/// <summary>From decoded frames to the model's input: a square part of the picture, resized and normalised, channels first.</summary>
public abstract record ClipTransform
{
    /// <summary>Side of the result in pixels (S). Default 224; range ≥ 1.</summary>
    public int Size { get; init; } = 224;

    /// <summary>Statistics of the normalisation. Default ImageNet.</summary>
    public PixelStatistics Statistics { get; init; } = PixelStatistics.ImageNet;

    /// <summary>Number of floats of the result for a clip: 3·T·S·S.</summary>
    public int Length(VideoClip clip) => checked(3 * clip.Frames * Size * Size);

    /// <summary>Transforms a clip.</summary>
    /// <param name="clip">RGB frames, 0 … 255.</param>
    /// <param name="random">Draws of the augmentation, the same for all frames; evaluation draws nothing.</param>
    /// <returns>3 × T × S × S, float32, normalised, on the CPU; owned by the caller.</returns>
    public Tensor Apply(VideoClip clip, SeededRandom random)
    {
        float[] values = new float[Length(clip)];
        Apply(clip, random, values);
        return torch.tensor(values, 3, clip.Frames, Size, Size);
    }

    /// <summary>As <see cref="Apply(VideoClip, SeededRandom)"/>, into memory of the caller: <see cref="Length"/> floats, all overwritten.</summary>
    public abstract void Apply(VideoClip clip, SeededRandom random, Span<float> target);

    /// <summary>Rejects a target of the wrong length.</summary>
    private protected void CheckTarget(VideoClip clip, Span<float> target)
    {
        if (target.Length != Length(clip))
        {
            throw new ArgumentException($"The target has {target.Length} floats; 3×{clip.Frames}×{Size}×{Size} are {Length(clip)}.", nameof(target));
        }
    }
}
