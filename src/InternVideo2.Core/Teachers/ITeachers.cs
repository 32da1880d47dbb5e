using InternVideo2.Encoders;
using static TorchSharp.torch;

namespace InternVideo2.Teachers;

/// <summary>
/// The teachers of stage 1 as one: what they say of a batch. Each clip is looked at by itself, so what is said of it does not depend on its
/// company, to the last bit; that is what lets an answer be kept (<see cref="TeacherCache"/>).
/// </summary>
public interface ITeachers : IDisposable
{
    /// <summary>The teacher of what is seen; null without one.</summary>
    ISpatialTeacher? Spatial { get; }

    /// <summary>The teacher of how things move; null without one.</summary>
    MotionTeacher? Motion { get; }

    /// <summary>Opens a lesson on a batch. Nothing is computed yet.</summary>
    /// <param name="frames">B × 3 × F × S × S, normalised: what the motion teacher sees. Used until the lesson is disposed.</param>
    /// <param name="seen">B × 3 × T × S × S: what the spatial teacher sees. Used until the lesson is disposed.</param>
    /// <returns>Owned by the caller.</returns>
    ILesson Ask(Tensor frames, Tensor seen);
}

/// <summary>
/// What the teachers say of one batch, piece by piece: a teacher runs when something of its is asked for, and once. Without gradients. Tensors are
/// owned by the caller and lie on the device of the frames.
/// </summary>
public interface ILesson : IDisposable
{
    /// <summary>The spatial teacher's attention map, R × M (see <see cref="SpatialTargets"/>).</summary>
    Tensor Attention();

    /// <summary>K × B × (1+k) × C: its middle features of the class token and the k visible patches.</summary>
    Tensor Middle(VisibleTokens visible);

    /// <summary>B × D: its final features.</summary>
    Tensor Final();

    /// <summary>M × B × k × C: the motion teacher's features of the visible patches.</summary>
    Tensor Motion(VisibleTokens visible);
}
