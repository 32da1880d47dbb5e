namespace InternVideo2.Video;

/// <summary>Normalises an RGB picture into its place within a clip whose channels come first.</summary>
internal static class ChannelsFirst
{
    /// <summary>Writes frame <paramref name="t"/>.</summary>
    /// <param name="pixels">size·size·3 bytes.</param>
    /// <param name="size">Side in pixels.</param>
    /// <param name="flip">Mirror left to right.</param>
    /// <param name="table">See <see cref="PixelStatistics.Table"/>.</param>
    /// <param name="clip">3 × frames × size × size.</param>
    /// <param name="t">Frame number.</param>
    /// <param name="frames">Frames of the clip.</param>
    public static void Write(ReadOnlySpan<byte> pixels, int size, bool flip, ReadOnlySpan<float> table, Span<float> clip, int t, int frames)
    {
        int plane = size * size;
        for (int c = 0; c < 3; c++)
        {
            ReadOnlySpan<float> values = table.Slice(256 * c, 256);
            Span<float> target = clip.Slice(((c * frames) + t) * plane, plane);
            for (int y = 0; y < size; y++)
            {
                ReadOnlySpan<byte> row = pixels.Slice(y * size * 3, size * 3);
                Span<float> line = target.Slice(y * size, size);
                for (int x = 0, p = c; x < size; x++, p += 3)
                {
                    line[x] = values[row[p]];
                }

                if (flip)
                {
                    line.Reverse();
                }
            }
        }
    }
}
