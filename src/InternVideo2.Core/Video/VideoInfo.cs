namespace InternVideo2.Video;

/// <summary>What the container says about a file. Headers are hints: only decoding tells how many frames there are.</summary>
/// <param name="Path">The file as the caller named it.</param>
/// <param name="Container">Short names of the container format, for example "mov,mp4,m4a,3gp,3g2,mj2".</param>
/// <param name="Duration">Seconds, or null if the container does not say.</param>
/// <param name="StartTime">Smallest timestamp of all streams in seconds; <see cref="VideoClip.Timestamps"/> count from here.</param>
/// <param name="Video">The first video stream that is not a cover picture.</param>
/// <param name="Audio">The first audio stream, or null.</param>
public sealed record VideoInfo(string Path, string Container, double? Duration, double StartTime, VideoStreamInfo Video, AudioStreamInfo? Audio)
{
    /// <summary>Whether there is an audio stream. It may still be silent.</summary>
    public bool HasAudio => Audio is not null;
}

/// <summary>A video stream as its header describes it.</summary>
/// <param name="Index">Number of the stream in the file, from 0, over all kinds of streams.</param>
/// <param name="Codec">Codec name, for example "h264".</param>
/// <param name="PixelFormat">Pixel format name, for example "yuv420p", or null if unknown.</param>
/// <param name="CodedWidth">Columns before rotation, in pixels.</param>
/// <param name="CodedHeight">Rows before rotation, in pixels.</param>
/// <param name="Rotation">Degrees, counter-clockwise, by which the display matrix turns the picture; 0, ±90 and ±180 in practice.</param>
/// <param name="AverageFrameRate">Frames per second over the whole stream; 0 over 0 if unknown.</param>
/// <param name="TimeBase">Seconds per tick of the stream's timestamps.</param>
/// <param name="StartTime">First timestamp in seconds, or null.</param>
/// <param name="DeclaredFrames">Frame count of the header, or null. Often absent and sometimes wrong.</param>
public sealed record VideoStreamInfo(
    int Index,
    string Codec,
    string? PixelFormat,
    int CodedWidth,
    int CodedHeight,
    int Rotation,
    Rational AverageFrameRate,
    Rational TimeBase,
    double? StartTime,
    long? DeclaredFrames)
{
    /// <summary>Columns after rotation. The sample aspect ratio is ignored.</summary>
    public int Width => IsQuarterTurn ? CodedHeight : CodedWidth;

    /// <summary>Rows after rotation.</summary>
    public int Height => IsQuarterTurn ? CodedWidth : CodedHeight;

    private bool IsQuarterTurn => Math.Abs(Rotation) % 180 == 90;
}

/// <summary>An audio stream as its header describes it.</summary>
/// <param name="Index">Number of the stream in the file, from 0, over all kinds of streams.</param>
/// <param name="Codec">Codec name, for example "aac".</param>
/// <param name="SampleRate">Samples per second and channel.</param>
/// <param name="Channels">Number of channels.</param>
/// <param name="StartTime">First timestamp in seconds, or null.</param>
public sealed record AudioStreamInfo(int Index, string Codec, int SampleRate, int Channels, double? StartTime);
