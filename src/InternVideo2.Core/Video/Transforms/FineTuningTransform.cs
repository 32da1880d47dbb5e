using InternVideo2.Data;

namespace InternVideo2.Video;

/// <summary>
/// Fine-tuning's augmentation (stage 1, 8.3): picture operations (<see cref="RandAugment"/>), normalisation, a random part of random size and
/// shape, bilinear resize without antialiasing, a mirror with probability ½, an erased rectangle (<see cref="RandomErasing"/>). All frames of a
/// clip alike, but for the noise in the rectangle.
/// </summary>
public sealed record FineTuningTransform : ClipTransform
{
    private static readonly RandomResizedCrop s_part = new(MinArea: 0.08, MaxArea: 1, MinAspect: 0.75, MaxAspect: 1.3333);

    /// <summary>Whether clips may be mirrored. Default true; false for sources whose labels know left from right.</summary>
    public bool Flip { get; init; } = true;

    /// <summary>Picture operations before everything else. Default those of fine-tuning; null: none.</summary>
    public RandAugment? Operations { get; init; } = RandAugment.FineTuning;

    /// <summary>The erased rectangle. Default with probability ¼; null: none.</summary>
    public RandomErasing? Erasing { get; init; } = new();

    /// <summary>Draws a part: area 8–100 %, aspect 0.75–1.3333 (log-uniform); after ten misfits the largest centred part within these aspects.</summary>
    public ClipCrop Draw(int width, int height, SeededRandom random)
    {
        ClipCrop crop = s_part.Draw(width, height, random);
        return crop with { Flip = Flip && random.Next(2) == 1 };
    }

    public override void Apply(VideoClip clip, SeededRandom random, Span<float> target)
    {
        VideoClip augmented = Operations?.Apply(clip, random) ?? clip;
        Apply(augmented, Draw(clip.Width, clip.Height, random), target);
        Erasing?.Apply(target, clip.Frames, Size, Size, random);
    }

    /// <summary>Normalises and resizes a given part; nothing else.</summary>
    /// <param name="clip">RGB frames.</param>
    /// <param name="crop">Lies within the picture.</param>
    /// <param name="target">3 × T × S × S floats, overwritten.</param>
    public void Apply(VideoClip clip, ClipCrop crop, Span<float> target)
    {
        CheckTarget(clip, target);
        crop.CheckWithin(clip.Width, clip.Height);
        Tap[] columns = Taps(crop.Width, Size);
        Tap[] rows = Taps(crop.Height, Size);
        float[] table = Statistics.Table();
        for (int c = 0; c < 3; c++)
        {
            for (int t = 0; t < clip.Frames; t++)
            {
                Span<float> plane = target.Slice(((c * clip.Frames) + t) * Size * Size, Size * Size);
                Resize(clip, t, c, crop, rows, columns, table.AsSpan(256 * c, 256), plane);
            }
        }
    }

    private void Resize(VideoClip clip, int t, int channel, ClipCrop crop, Tap[] rows, Tap[] columns, ReadOnlySpan<float> table, Span<float> plane)
    {
        ReadOnlySpan<byte> frame = clip.Frame(t);
        for (int y = 0; y < Size; y++)
        {
            ReadOnlySpan<byte> upper = Row(frame, clip.Width, crop.Top + rows[y].First, crop.Left);
            ReadOnlySpan<byte> lower = Row(frame, clip.Width, crop.Top + rows[y].Second, crop.Left);
            Span<float> line = plane.Slice(y * Size, Size);
            for (int x = 0; x < Size; x++)
            {
                int left = (columns[x].First * 3) + channel;
                int right = (columns[x].Second * 3) + channel;
                float part = columns[x].Part;
                float above = ((1 - part) * table[upper[left]]) + (part * table[upper[right]]);
                float below = ((1 - part) * table[lower[left]]) + (part * table[lower[right]]);
                line[x] = ((1 - rows[y].Part) * above) + (rows[y].Part * below);
            }

            if (crop.Flip)
            {
                line.Reverse();
            }
        }
    }

    private static ReadOnlySpan<byte> Row(ReadOnlySpan<byte> frame, int width, int row, int left) => frame[(((row * width) + left) * 3)..];

    private static Tap[] Taps(int from, int to)
    {
        float scale = from / (float)to;
        return
        [
            .. Enumerable.Range(0, to).Select(i =>
            {
                float position = Math.Max(0, (scale * (i + 0.5f)) - 0.5f);
                int first = Math.Min((int)position, from - 1);
                return new Tap(first, Math.Min(first + 1, from - 1), position - first);
            }),
        ];
    }

    private readonly record struct Tap(int First, int Second, float Part);
}
