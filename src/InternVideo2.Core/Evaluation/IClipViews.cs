using InternVideo2.Data;
using static TorchSharp.torch;

namespace InternVideo2.Evaluation;

/// <summary>Gives all views of a clip.</summary>
public interface IClipViews
{
    /// <summary>Temporal views. 1 or more.</summary>
    int Segments { get; }

    /// <summary>Spatial views of each. 1 or more.</summary>
    int Crops { get; }

    /// <summary>Reads a clip.</summary>
    /// <returns>(Segments·Crops) × 3 × T × S × S, normalised, the crops of a segment together; owned by the caller.</returns>
    /// <exception cref="ClipException">The clip cannot be read.</exception>
    Tensor Load(ClipEntry clip, CancellationToken cancellation);
}
