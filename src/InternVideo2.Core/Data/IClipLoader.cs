using static TorchSharp.torch;

namespace InternVideo2.Data;

/// <summary>
/// Turns one entry of a clip list into the tensor a model sees, or hears: a corpus has one loader for frames and another one for sound. Called from
/// several threads at once.
/// </summary>
public interface IClipLoader : IDisposable
{
    /// <summary>A short text that differs whenever the same entry and draws would give another tensor.</summary>
    string Fingerprint { get; }

    /// <summary>Reads one clip.</summary>
    /// <param name="clip">Which one.</param>
    /// <param name="random">The draws of this sample in this epoch: which frames, which crop.</param>
    /// <param name="cancellation">Ends the reading early.</param>
    /// <returns>Frames: 3 × T × H × W, float32, normalised; V × 3 × T × S × S of a clip that is seen by V views. Sound: F × M, float32, normalised log-mel features. Owned by the caller.</returns>
    /// <exception cref="ClipException">The clip cannot be read.</exception>
    Tensor Load(ClipEntry clip, SeededRandom random, CancellationToken cancellation);

    /// <summary>Reads one clip and says when its frames were taken; loaders that do not know say nothing.</summary>
    /// <returns>What <see cref="Load"/> gives, owned by the caller, and T seconds from the beginning of the file; empty: they are not known.</returns>
    /// <inheritdoc cref="Load"/>
    (Tensor Media, IReadOnlyList<double> Times) LoadTimed(ClipEntry clip, SeededRandom random, CancellationToken cancellation) => (Load(clip, random, cancellation), []);

    /// <summary>Reads one clip and augments it several times; loaders that can, do so from the same frames.</summary>
    /// <inheritdoc cref="Load"/>
    /// <param name="clip">Which one.</param>
    /// <param name="random">The draws of this sample in this epoch.</param>
    /// <param name="samples">How often. 1 or more.</param>
    /// <param name="cancellation">Ends the reading early.</param>
    IReadOnlyList<Tensor> LoadSeveral(ClipEntry clip, SeededRandom random, int samples, CancellationToken cancellation) =>
        [.. Enumerable.Range(0, samples).Select(_ => Load(clip, random, cancellation))];
}
