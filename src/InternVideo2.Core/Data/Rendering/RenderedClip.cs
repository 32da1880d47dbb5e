using InternVideo2.Video;

namespace InternVideo2.Data.Rendering;

/// <summary>A clip that does not exist as a file yet.</summary>
/// <param name="Entry">What the list will say; its path is where the file will be.</param>
/// <param name="Make">Draws the pictures and plays the sound (mono, 16 kHz). Called on several threads, for different clips.</param>
public sealed record RenderedClip(ClipEntry Entry, Func<CancellationToken, (VideoClip Pictures, short[] Sound)> Make);

/// <summary>Clips that share a list.</summary>
/// <param name="List">File name of the list, e.g. "train.jsonl".</param>
/// <param name="Clips">In the order of the list.</param>
public sealed record RenderedPart(string List, IReadOnlyList<RenderedClip> Clips);
