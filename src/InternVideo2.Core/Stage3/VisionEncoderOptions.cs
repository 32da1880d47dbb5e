using InternVideo2.Encoders;

namespace InternVideo2.Stage3;

/// <summary>What stage 3 looks with (stage 3, 2): one of two encoders.</summary>
public sealed record VisionEncoderOptions
{
    /// <summary>
    /// InternVideo2's encoder. Its depth is that of the blocks that are used: the release builds all but the last of the trained ones; nothing pools.
    /// Null: <see cref="Umt"/>.
    /// </summary>
    public VideoEncoderOptions? Video { get; init; }

    /// <summary>VideoChat2's encoder; null: <see cref="Video"/>.</summary>
    public UmtEncoderOptions? Umt { get; init; }

    /// <summary>Channels of a token.</summary>
    public int Width => Video?.Width ?? Umt!.Width;

    /// <summary>Pixels along each side of a frame.</summary>
    public int ImageSize => Video?.ImageSize ?? Umt!.ImageSize;

    /// <summary>Positions in time of the table; null: there is no table, the positions follow from the clip.</summary>
    public int? Times => Video?.Grid.Times;

    /// <summary>The encoder of a trained model as stage 3 uses it: without what pools.</summary>
    /// <param name="trained">The encoder of stage 1 or 2.</param>
    /// <param name="leftOut">Blocks at the end that are not used: 1 in the release. 0 … depth − 1.</param>
    public static VisionEncoderOptions Of(VideoEncoderOptions trained, int leftOut = 1) =>
        new() { Video = trained with { PooledWidth = 0, Depth = trained.Depth - leftOut } };

    /// <summary>Throws when a member is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the member, its value and the allowed range.</exception>
    public void Validate()
    {
        Check(Video is null != Umt is null, nameof(Umt), Umt, $"null or not, and {nameof(Video)} the other way round");
        Video?.Validate();
        Umt?.Validate();
        Check(Video is null or { PooledWidth: 0 }, nameof(Video), Video?.PooledWidth,
            $"{nameof(VideoEncoderOptions.PooledWidth)} = 0: stage 3 uses the tokens ({nameof(VisionEncoderOptions)}.{nameof(Of)} makes such options)");
    }

    private static void Check(bool allowed, string member, object? value, string range) =>
        OptionRange.Check(allowed, nameof(VisionEncoderOptions), member, value, range);
}
