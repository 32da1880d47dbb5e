namespace InternVideo2.Teachers;

/// <summary>Which tokens of a clip a <see cref="TeacherCache"/> keeps.</summary>
public enum CachedTokens
{
    /// <summary>All of them: every later mask is answered. S14 with six layers of 768 channels: 38 MB for each clip.</summary>
    All,

    /// <summary>
    /// Those that a mask left visible, for each mask anew: a fifth of the room, and an answer to the same mask only. For students and runs that
    /// draw the same masks, such as the arms of an ablation and its repetition.
    /// </summary>
    Visible,
}

/// <summary>Where and how much a <see cref="TeacherCache"/> keeps.</summary>
public sealed record TeacherCacheOptions
{
    /// <summary>The folder; made if need be. Caches of different teachers and data may share one, in several processes at once.</summary>
    public required string Folder { get; init; }

    /// <summary>
    /// Bytes the folder may hold, whatever teachers they are from. 1 or more. When it is full, what is there stays, and what does not fit is
    /// computed each time it is asked for.
    /// </summary>
    public long MaxBytes { get; init; } = 10L << 30;

    public CachedTokens Tokens { get; init; } = CachedTokens.All;

    /// <summary>Throws when a member is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the member, its value and the allowed range.</exception>
    public void Validate()
    {
        OptionRange.Check(Folder.Length > 0, nameof(TeacherCacheOptions), nameof(Folder), $"'{Folder}'", "a folder");
        OptionRange.Check(MaxBytes >= 1, nameof(TeacherCacheOptions), nameof(MaxBytes), MaxBytes, "1 or more");
        OptionRange.Check(Enum.IsDefined(Tokens), nameof(TeacherCacheOptions), nameof(Tokens), Tokens, string.Join(", ", Enum.GetNames<CachedTokens>()));
    }
}
