using InternVideo2.Video;

namespace InternVideo2.Data.Frames;

/// <summary>Frames in memory.</summary>
internal sealed class FramesInMemory(VideoClip clip) : IStoredFrames
{
    public int Count => clip.Frames;

    public VideoClip Pick(int[] frames) => ClipFrames.Pick(clip, frames);

    public void Dispose()
    {
    }
}
