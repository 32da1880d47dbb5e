using static TorchSharp.torch;

namespace InternVideo2.Encoders;

/// <summary>Checks clips at the doors of the models, where a wrong one can still be explained.</summary>
internal static class ClipShape
{
    /// <exception cref="ArgumentException">The tensor is not B × 3 × F × S × S of the wanted type; shows both shapes.</exception>
    public static void Check(Tensor clips, long frames, long side, ScalarType dtype, string model)
    {
        var shape = clips.shape;
        if (shape.Length != 5 || shape[0] < 1 || shape[1] != 3 || shape[2] != frames || shape[3] != side || shape[4] != side)
        {
            throw new ArgumentException(
                $"{model} takes clips of shape [B, 3, {frames}, {side}, {side}] (batch, channels, frames, height, width); "
                + $"got [{string.Join(", ", shape)}].",
                nameof(clips));
        }
        CheckType(clips, dtype, model);
    }

    /// <exception cref="ArgumentException">Another element type.</exception>
    public static void CheckType(Tensor clips, ScalarType dtype, string model)
    {
        if (clips.dtype != dtype)
        {
            throw new ArgumentException(
                $"{model} has parameters of type {dtype}, the clips are {clips.dtype}. Convert the clips with .to(ScalarType.{dtype}); "
                + "pixels must be normalised, not 0–255.",
                nameof(clips));
        }
    }
}
