using InternVideo2.Video;

namespace InternVideo2.Data.Frames;

/// <summary>All decoded frames of a cut, of which some are wanted.</summary>
internal interface IStoredFrames : IDisposable
{
    /// <summary>How many there are, 1 or more.</summary>
    int Count { get; }

    /// <summary>A clip of these frames, in this order; negative numbers count from the end.</summary>
    VideoClip Pick(int[] frames);
}
