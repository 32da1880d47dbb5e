using static TorchSharp.torch;

namespace InternVideo2.Teachers;

/// <summary>Teachers that look at every clip anew. Owns them.</summary>
/// <param name="spatial">The teacher of what is seen; null: asking for its features is an error.</param>
/// <param name="motion">The teacher of how things move; null alike.</param>
public sealed class LiveTeachers(ISpatialTeacher? spatial, MotionTeacher? motion) : ITeachers
{
    public ISpatialTeacher? Spatial => spatial;

    public MotionTeacher? Motion => motion;

    /// <inheritdoc/>
    public ILesson Ask(Tensor frames, Tensor seen) =>
        new Lesson([.. Enumerable.Range(0, (int)frames.shape[0]).Select(clip => new LiveClip(this, frames, seen, clip))], frames.device);

    public void Dispose()
    {
        spatial?.Dispose();
        motion?.Dispose();
    }
}
