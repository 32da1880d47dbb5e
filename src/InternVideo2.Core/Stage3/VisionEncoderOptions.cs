using System.Text.Json.Serialization;
using InternVideo2.Encoders;

namespace InternVideo2.Stage3;

/// <summary>What stage 3 looks with (stage 3, 2).</summary>
public sealed record VisionEncoderOptions
{
    /// <summary>
    /// InternVideo2's encoder. Its depth is that of the blocks that are used: the release builds all but the last of the trained ones; nothing pools.
    /// </summary>
    public required VideoEncoderOptions Video { get; init; }

    /// <summary>Channels of a token.</summary>
    [JsonIgnore]
    public int Width => Video.Width;

    /// <summary>Pixels along each side of a frame.</summary>
    [JsonIgnore]
    public int ImageSize => Video.ImageSize;

    /// <summary>Frames of a clip.</summary>
    [JsonIgnore]
    public int Frames => Video.Frames;

    /// <summary>The encoder of a trained model as stage 3 uses it: without what pools, and with positions for single pictures.</summary>
    /// <param name="trained">The encoder of stage 1 or 2.</param>
    /// <param name="leftOut">Blocks at the end that are not used: 1 in the release. 0 … depth − 1.</param>
    public static VisionEncoderOptions Of(VideoEncoderOptions trained, int leftOut = 1) =>
        new() { Video = trained with { PooledWidth = 0, Depth = trained.Depth - leftOut } };

    /// <summary>Throws when a member is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the member, its value and the allowed range.</exception>
    public void Validate()
    {
        Video.Validate();
        OptionRange.Check(Video.PooledWidth == 0, nameof(VisionEncoderOptions), nameof(Video) + "." + nameof(Video.PooledWidth), Video.PooledWidth,
            $"0: stage 3 uses the tokens ({nameof(VisionEncoderOptions)}.{nameof(Of)} makes such options)");
    }
}
