namespace InternVideo2.Data.Corpora;

/// <summary>Samples per batch for media types that differ from <see cref="ClipDatasetOptions.BatchSize"/>. 1 or more; null: the common size.</summary>
public sealed record MediaBatchSizes
{
    public int? Image { get; init; }

    public int? Video { get; init; }

    public int? Audio { get; init; }

    public int? AudioVideo { get; init; }

    public int? Text { get; init; }

    /// <summary>The size for a type.</summary>
    internal int Of(MediaType media, int common) => media switch
    {
        MediaType.Image => Image,
        MediaType.Video => Video,
        MediaType.Audio => Audio,
        MediaType.AudioVideo => AudioVideo,
        _ => Text,
    } ?? common;

    /// <summary>Throws when a member is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the member, its value and the allowed range.</exception>
    public void Validate()
    {
        foreach (var (member, size) in new[] { (nameof(Image), Image), (nameof(Video), Video), (nameof(Audio), Audio), (nameof(AudioVideo), AudioVideo), (nameof(Text), Text) })
        {
            OptionRange.Check(size is null or >= 1, nameof(MediaBatchSizes), member, size, "1 or more, or null");
        }
    }
}
