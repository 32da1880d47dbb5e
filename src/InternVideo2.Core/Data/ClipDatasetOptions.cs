namespace InternVideo2.Data;

/// <summary>How a clip list is turned into batches.</summary>
public sealed record ClipDatasetOptions
{
    /// <summary>Clips per batch. 1 or more; a last batch that would be smaller is left out.</summary>
    public required int BatchSize { get; init; }

    /// <summary>
    /// How often each clip is augmented: a batch has so many times <see cref="BatchSize"/> tensors, those of one clip side by side, from the same
    /// frames (stage 1, 8.3). 1 or more.
    /// </summary>
    public int SamplesPerClip { get; init; } = 1;

    /// <summary>Seed of the order and of every draw. With the run's seed, one number decides everything.</summary>
    public ulong Seed { get; init; }

    /// <summary>A new random order in every epoch, or always that of the list.</summary>
    public bool Shuffle { get; init; } = true;

    /// <summary>
    /// How many different draws of frames and crops each clip has: epoch e repeats those of epoch e mod <see cref="Draws"/>. Null: every epoch
    /// draws anew. 1 or more.
    /// </summary>
    public int? Draws { get; init; }

    /// <summary>Clips read at the same time. 1 … 256. No influence on the result.</summary>
    public int Workers { get; init; } = 2;

    /// <summary>Batches prepared ahead in the background. 1 … 64. No influence on the result.</summary>
    public int Prefetch { get; init; } = 2;

    /// <summary>How many different clips may be unreadable before the run stops; each is skipped and listed. 0: the first one stops it.</summary>
    public int MaxBrokenClips { get; init; }

    /// <summary>Throws when a member is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the member, its value and the allowed range.</exception>
    public void Validate()
    {
        Check(nameof(BatchSize), BatchSize, 1, int.MaxValue);
        Check(nameof(SamplesPerClip), SamplesPerClip, 1, int.MaxValue);
        Check(nameof(Draws), Draws ?? 1, 1, int.MaxValue);
        Check(nameof(Workers), Workers, 1, 256);
        Check(nameof(Prefetch), Prefetch, 1, 64);
        Check(nameof(MaxBrokenClips), MaxBrokenClips, 0, int.MaxValue);
    }

    private static void Check(string member, int value, int least, int most)
    {
        if (value < least || value > most)
        {
            throw new ArgumentOutOfRangeException(member, value, $"{nameof(ClipDatasetOptions)}.{member} is {value}; allowed: {least} … {most}.");
        }
    }
}
