namespace InternVideo2.Video;

/// <summary>Why a video could not be read or written.</summary>
public enum VideoFault
{
    /// <summary>No file at that path.</summary>
    Missing,

    /// <summary>The file has no bytes.</summary>
    Empty,

    /// <summary>The file is cut off so early that nothing of it can be decoded.</summary>
    Truncated,

    /// <summary>Not one of the video containers this reader opens.</summary>
    NotVideo,

    /// <summary>A media file without a video stream.</summary>
    NoVideoStream,

    /// <summary>A media file without an audio stream, whose sound was asked for.</summary>
    NoAudioStream,

    /// <summary>A file whose sound was asked for, and which is no media file, or one without sound that decodes.</summary>
    NotSound,

    /// <summary>There is a video stream, but no frame of it decodes.</summary>
    NoFrames,

    /// <summary>A frame was asked for by an index or time that the file does not have.</summary>
    OutOfRange,

    /// <summary>A limit of <see cref="VideoReaderOptions"/> was exceeded.</summary>
    TooLarge,

    /// <summary>The decoder did not finish within <see cref="VideoReaderOptions.TimeLimit"/>.</summary>
    TimeOut,

    /// <summary>The decoder failed, or gave something else than it gave before.</summary>
    DecoderFailed,

    /// <summary>The encoder failed; nothing was written.</summary>
    EncoderFailed,

    /// <summary>ffmpeg or ffprobe could not be started.</summary>
    ToolMissing,
}

/// <summary>A video could not be read or written. The message names the file, what is wrong with it and what to do.</summary>
public sealed class VideoException : Exception
{
    /// <param name="fault">The kind of failure.</param>
    /// <param name="path">The file.</param>
    /// <param name="problem">What is wrong, without the file name and without a full stop.</param>
    /// <param name="advice">What the user can do, one sentence.</param>
    /// <param name="inner">The cause, if there is one.</param>
    public VideoException(VideoFault fault, string path, string problem, string advice, Exception? inner = null)
        : base($"{path}: {problem}. {advice}", inner)
    {
        Fault = fault;
        Path = path;
    }

    /// <summary>The kind of failure.</summary>
    public VideoFault Fault { get; }

    /// <summary>The file as the caller named it.</summary>
    public string Path { get; }
}
