using System.Globalization;
using InternVideo2.Data;

namespace InternVideo2.Evaluation;

/// <summary>How well clips were classified.</summary>
/// <param name="Clips">What was said of each clip.</param>
/// <param name="Top1">Share of the clips whose class came first, 0 … 1.</param>
/// <param name="Top5">Share of the clips whose class was among the first five, 0 … 1.</param>
/// <param name="Broken">Clips that could not be read; they count for nothing.</param>
public sealed record ClassificationReport(IReadOnlyList<ClipScores> Clips, double Top1, double Top5, IReadOnlyList<ClipException> Broken)
{
    /// <param name="clips">At least one.</param>
    /// <param name="label">The right class of a clip.</param>
    /// <param name="broken">Clips that could not be read.</param>
    public static ClassificationReport Of(IReadOnlyList<ClipScores> clips, Func<string, int> label, IReadOnlyList<ClipException>? broken = null) => new(
        clips,
        clips.Average(clip => clip.Has(label(clip.Id), 1) ? 1.0 : 0),
        clips.Average(clip => clip.Has(label(clip.Id), 5) ? 1.0 : 0),
        broken ?? []);

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Clips.Count} clips: top-1 {Top1:P1}, top-5 {Top5:P1}")
        + (Broken.Count > 0 ? $"; {Broken.Count} could not be read" : "");
}
