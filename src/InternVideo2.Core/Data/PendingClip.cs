namespace InternVideo2.Data;

/// <summary>A clip that is about to be read for a batch.</summary>
/// <param name="Clip">Which one.</param>
/// <param name="Id">What it is called in the batch.</param>
/// <param name="Read">Reads it, once or augmented several times; throws <see cref="ClipException"/> if that cannot be done.</param>
internal sealed record PendingClip(ClipEntry Clip, string Id, Func<CancellationToken, IReadOnlyList<MediaSample>> Read)
{
    /// <summary>A clip of which the frames are wanted.</summary>
    public static PendingClip OfFrames(ClipEntry clip, SeededRandom random, IClipLoader loader, int samples = 1) => new(
        clip, clip.Id, cancellation => [.. loader.LoadSeveral(clip, random, samples, cancellation).Select(frames => new MediaSample(frames, null))]);
}
