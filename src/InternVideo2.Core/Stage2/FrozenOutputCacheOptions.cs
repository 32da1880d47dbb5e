namespace InternVideo2.Stage2;

/// <summary>Where and how much a <see cref="FrozenOutputCache"/> keeps.</summary>
public sealed record FrozenOutputCacheOptions
{
    /// <summary>A folder, made if need be, for answers that outlive the process and may be shared by several. Null (the default): this process's memory.</summary>
    public string? Folder { get; init; }

    /// <summary>
    /// Bytes that may be kept, in a folder those of earlier runs too. 1 or more; default 2 GiB. When it is full, what is there stays, and what does not
    /// fit is computed each time it is asked for.
    /// </summary>
    public long MaxBytes { get; init; } = 2L << 30;

    /// <summary>Throws when a member is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the member, its value and the allowed range.</exception>
    public void Validate()
    {
        OptionRange.Check(Folder is null or { Length: > 0 }, nameof(FrozenOutputCacheOptions), nameof(Folder), $"'{Folder}'", "a folder, or null");
        OptionRange.Check(MaxBytes >= 1, nameof(FrozenOutputCacheOptions), nameof(MaxBytes), MaxBytes, "1 or more");
    }
}
