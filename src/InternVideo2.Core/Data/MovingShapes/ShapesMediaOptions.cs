using InternVideo2.Audio;
using InternVideo2.Video;

namespace InternVideo2.Data.MovingShapes;

/// <summary>How clips of the moving shapes are drawn and played for stage 2. All corpora of one <see cref="ShapesMedia"/> share these.</summary>
public sealed record ShapesMediaOptions
{
    /// <summary>Side of the picture in pixels, 16 … 1024. Default 28, at which a network with patches of 7 learns ten times sooner than at 56.</summary>
    public int Size { get; init; } = 28;

    /// <summary>Frames of videos. Default 8, the middles of as many intervals.</summary>
    public FrameSampler Sampler { get; init; } = new IntervalSampler { Frames = 8 };

    /// <summary>The sound's features. Default: three seconds, the length of a clip, in 64 bands.</summary>
    public LogMelOptions Sound { get; init; } = new() { Seconds = 3 };

    /// <summary>Whether a voice says a word behind the melody, which captions then name; needs espeak-ng. Default true.</summary>
    public bool Speech { get; init; } = true;

    /// <summary>Seed of the set. Default 0.</summary>
    public ulong Seed { get; init; }

    /// <summary>Share of clips with two motions, 0 … 1. Default 0.25.</summary>
    public double TwoMotions { get; init; } = ShapesScene.UsualTwoMotions;

    /// <summary>Most bytes of drawn clips kept in memory for each kind of tensor (pictures, videos, sounds), 0 or more. Default 1 GiB.</summary>
    public long KeptBytes { get; init; } = 1L << 30;

    /// <summary>
    /// As small networks learn soonest what moves: every second of 16 frames, one motion a clip; nobody speaks. What stage 3 is shown.
    /// </summary>
    public static ShapesMediaOptions Dense { get; } = new() { TwoMotions = 0, Speech = false, Sampler = new DenseSampler { Frames = 8, Rate = 2, View = 0 } };

    /// <summary>Throws when a member is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the member, its value and the allowed range.</exception>
    public void Validate()
    {
        OptionRange.Check(Size is >= 16 and <= 1024, nameof(ShapesMediaOptions), nameof(Size), Size, "16 … 1024");
        OptionRange.Check(TwoMotions is >= 0 and <= 1, nameof(ShapesMediaOptions), nameof(TwoMotions), TwoMotions, "0 … 1");
        OptionRange.Check(KeptBytes >= 0, nameof(ShapesMediaOptions), nameof(KeptBytes), KeptBytes, "0 or more");
        Sound.Validate();
    }
}
