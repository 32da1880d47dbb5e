using InternVideo2.Encoders;
using static TorchSharp.torch;

namespace InternVideo2.Teachers;

/// <summary>A frozen model that says what is seen in a clip. Never trains: no gradients, evaluation mode.</summary>
public interface ISpatialTeacher : IDisposable
{
    /// <summary>The network, for loading weights and moving between devices.</summary>
    nn.Module Network { get; }

    /// <summary>Everything besides the weights that decides what it says, as text.</summary>
    string Description { get; }

    /// <summary>Frames that its network takes at once, and pixels along each of their sides.</summary>
    (int Frames, int Side) InputSize { get; }

    /// <summary>Patch tokens of a clip of <paramref name="frames"/> frames.</summary>
    TokenGrid GridOf(int frames);

    /// <summary>C of the middle features.</summary>
    int MiddleWidth { get; }

    /// <summary>Size of the final features.</summary>
    int FinalWidth { get; }

    /// <summary>K: middle layers returned.</summary>
    int MiddleCount { get; }

    /// <summary>Targets for a batch.</summary>
    /// <param name="frames">B × 3 × T × S × S, normalised; resized bicubically when S is not the teacher's own size.</param>
    /// <returns>Owned by the caller.</returns>
    SpatialTargets Teach(Tensor frames);
}
