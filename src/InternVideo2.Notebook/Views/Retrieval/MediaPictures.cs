using InternVideo2.Evaluation;
using InternVideo2.Video;

namespace InternVideo2.Notebook;

/// <summary>What the media of a test look like.</summary>
public static class MediaPictures
{
    /// <summary>The frames that the model gets, read anew each time; null for sounds.</summary>
    public static Func<int, VideoClip?> Of(RetrievalSet set) => medium =>
    {
        using var batch = set.Read([set.Clips[medium]], default);
        if (!batch.HasFrames) return null;
        using var frames = batch.Frames[0];
        return ClipTensor.ToClip(frames, set.Clips[medium].Id);
    };
}
