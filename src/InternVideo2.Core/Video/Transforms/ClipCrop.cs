namespace InternVideo2.Video;

/// <summary>A part of the picture, in pixels, the same for all frames of a clip, and whether it is mirrored left to right afterwards.</summary>
public readonly record struct ClipCrop(int Left, int Top, int Width, int Height, bool Flip = false)
{
    /// <summary>Throws when the part does not lie within a picture of the given size.</summary>
    internal void CheckWithin(int width, int height)
    {
        if (Left < 0 || Top < 0 || Width < 1 || Height < 1 || Left + Width > width || Top + Height > height)
        {
            throw new ArgumentException($"The part {this} does not lie within a picture of {width}×{height} pixels.");
        }
    }
}
