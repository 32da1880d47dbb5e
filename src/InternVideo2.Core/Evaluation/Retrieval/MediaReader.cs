using InternVideo2.Data;
using InternVideo2.Data.Corpora;

namespace InternVideo2.Evaluation;

/// <summary>Reads some media of a list as one batch, the same way each time. Called on one thread at a time, not always the same.</summary>
/// <param name="clips">One or more.</param>
/// <param name="cancellation">Ends the reading early.</param>
/// <returns>In the order of <paramref name="clips"/>; owned by the caller.</returns>
/// <exception cref="ClipException">One cannot be read. A test leaves none out: that would be another test.</exception>
public delegate ClipBatch MediaReader(IReadOnlyList<ClipEntry> clips, CancellationToken cancellation);

/// <summary>The usual readers. What is drawn for a clip depends on its name alone.</summary>
public static class MediaReaders
{
    /// <summary>Frames alone.</summary>
    /// <param name="loader">Used, not owned. It decides about frames and cropping: give one for evaluation.</param>
    public static MediaReader Frames(IClipLoader loader) => (clips, cancellation) =>
    {
        var frames = FrozenFeatures.Read(clips, loader, cancellation);
        return new ClipBatch(frames, [.. clips.Select(clip => clip.Id)]) { Media = frames.shape[2] == 1 ? MediaType.Image : MediaType.Video };
    };

    /// <summary>Whatever samples of a corpus are: frames, sound, or both.</summary>
    /// <param name="corpus">Its loaders are used, not owned; give some for evaluation.</param>
    /// <param name="workers">Clips read at the same time, 1 or more.</param>
    public static MediaReader Of(Corpus corpus, int workers = 2) => (clips, cancellation) =>
    {
        using var assembly = new BatchAssembly(new BrokenClips(0), workers);
        assembly.Add([.. clips.Select(clip => new PendingClip(
            clip, clip.Id, token => [corpus.Read(clip, new SeededRandom(0, SeededRandom.Stream(clip.Id)), token)]))], cancellation);
        return assembly.Finish() with { Media = corpus.Media };
    };
}
