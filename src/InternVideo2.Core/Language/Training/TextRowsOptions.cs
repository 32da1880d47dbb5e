namespace InternVideo2.Language.Training;

/// <summary>How <see cref="TextRows"/> makes batches.</summary>
public sealed record TextRowsOptions
{
    /// <summary>L, tokens of a row; where texts have rows of their own, of the longest. 2 or more.</summary>
    public int RowLength { get; init; } = 256;

    /// <summary>
    /// Whether several texts share a row, so that little of it is left empty and all positions are learned from short texts, too. Otherwise each has a row of its
    /// own: better where what a text says shall be looked up in it alone.
    /// </summary>
    public bool Packed { get; init; } = true;

    /// <summary>B, rows of a batch. 1 or more.</summary>
    public int BatchSize { get; init; } = 16;

    /// <summary>Decides which texts share a row, and the order of the rows in each epoch.</summary>
    public ulong Seed { get; init; }

    /// <summary>Throws when a member is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the member, its value and the allowed range.</exception>
    public void Validate()
    {
        OptionRange.Check(RowLength >= 2, nameof(TextRowsOptions), nameof(RowLength), RowLength, "2 or more");
        OptionRange.Check(BatchSize >= 1, nameof(TextRowsOptions), nameof(BatchSize), BatchSize, "1 or more");
    }
}
