using System.Globalization;
using InternVideo2.Data.Rendering;

namespace InternVideo2.Data.MovingShapes;

/// <summary>Makes the teaching set as files: mp4 clips with sound, and a list per part. What <c>./iv2 make-data shapes</c> does.</summary>
public static class ShapesFiles
{
    /// <summary>Makes what is missing in a folder.</summary>
    /// <param name="folder">Where to: clips at PART/NUMBER.mp4, lists at PART.jsonl.</param>
    /// <param name="options">Which clips.</param>
    /// <param name="speech">Speaks the sentences; null for espeak-ng.</param>
    /// <param name="workers">Clips made at the same time, 1 … 256.</param>
    /// <param name="progress">Told after each clip.</param>
    /// <param name="cancellation">Ends the making; complete files stay, and the same call goes on.</param>
    /// <inheritdoc cref="ClipSetWriter.Write" path="/exception"/>
    /// <exception cref="SpeechException">espeak-ng is missing or fails.</exception>
    public static RenderProgress Write(
        string folder, ShapesFilesOptions options, SpokenSentences? speech = null, int workers = 2,
        IProgress<RenderProgress>? progress = null, CancellationToken cancellation = default)
    {
        options.Validate();
        speech ??= new SpokenSentences();
        var full = Path.GetFullPath(folder);
        var parts = options.Parts.Where(p => p.Clips > 0).Select(part => new RenderedPart(
            $"{part.Split.Name()}.jsonl",
            [.. Enumerable.Range(0, part.Clips).Select(index => Clip(ShapesScene.Draw(options.Seed, index, part.Split, options.TwoMotions), full, options.Size, speech))]));
        return new ClipSetWriter(full, Recipe(options), workers).Write([.. parts], progress, cancellation);
    }

    private static RenderedClip Clip(ShapesScene scene, string folder, int size, SpokenSentences speech)
    {
        var path = Path.Combine(folder, scene.Split.Name(), string.Create(CultureInfo.InvariantCulture, $"{scene.Index:00000}.mp4"));
        return new RenderedClip(MovingShapesSet.Entry(scene, path), cancellation =>
            (ShapesPainter.PaintAll(scene, size), ShapesSound.Mix(scene, speech.Say(ShapesCaptions.Speech(scene.Factors), scene.Factors.Voice, cancellation))));
    }

    // How many clips is not part of it: a set may grow.
    private static string Recipe(ShapesFilesOptions options) => string.Create(
        CultureInfo.InvariantCulture, $$"""{"set": "moving shapes", "version": 1, "size": {{options.Size}}, "seed": {{options.Seed}}, "two_motions": {{options.TwoMotions:R}}}""") + "\n";
}
