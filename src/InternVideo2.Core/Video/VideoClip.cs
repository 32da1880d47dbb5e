namespace InternVideo2.Video;

/// <summary>Decoded frames: T × H × W × 3 bytes, RGB full range, rows from top to bottom, the display matrix already applied.</summary>
/// <param name="Pixels">T·H·W·3 bytes.</param>
/// <param name="Frames">T.</param>
/// <param name="Height">Rows after rotation.</param>
/// <param name="Width">Columns after rotation.</param>
/// <param name="Timestamps">T presentation times in seconds from the container's start time (<see cref="VideoInfo.StartTime"/>).</param>
/// <param name="Indices">T indices of these frames among all frames that decode, from 0, in presentation order.</param>
/// <param name="Source">Path of the file, for messages.</param>
public sealed record VideoClip(byte[] Pixels, int Frames, int Height, int Width, double[] Timestamps, int[] Indices, string Source)
{
    /// <summary>The H·W·3 bytes of frame <paramref name="t"/>.</summary>
    public ReadOnlySpan<byte> Frame(int t) => Pixels.AsSpan(t * Height * Width * 3, Height * Width * 3);
}
