using System.Globalization;
using System.Text.Json;

namespace InternVideo2.Data.MovingShapes;

/// <summary>
/// Parts of the teaching set as clip lists without any file: <see cref="ShapesLoader"/> draws the clips when they are asked for. The same
/// entries, with files, are what <c>./iv2 make-data shapes</c> writes.
/// </summary>
public static class MovingShapesSet
{
    /// <summary>Column that tells how to draw the clip again: an object with split, seed, index and two_motions.</summary>
    public const string SceneColumn = "scene";

    /// <summary>The first clips of a part.</summary>
    /// <param name="split">Which part.</param>
    /// <param name="clips">How many, 1 … 100,000.</param>
    /// <param name="seed">Seed of the set; sets of different seeds share no clip.</param>
    /// <param name="twoMotions">Share of clips with two motions, 0 … 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public static ClipManifest Manifest(ShapesSplit split, int clips, ulong seed = 0, double twoMotions = ShapesScene.UsualTwoMotions)
    {
        OptionRange.Check(clips >= 1, nameof(MovingShapesSet), nameof(clips), clips, "1 or more");
        var entries = Enumerable.Range(0, clips).Select(index => Entry(ShapesScene.Draw(seed, index, split, twoMotions), ""));
        return ClipManifest.Of($"moving shapes, {split.Name()}, seed {seed}", "", entries);
    }

    /// <summary>The entry of a clip.</summary>
    /// <param name="scene">The clip.</param>
    /// <param name="path">Full path of its file; empty without one.</param>
    public static ClipEntry Entry(ShapesScene scene, string path) => new(
        scene.Id, path, null, null, ShapesCaptions.All(scene.Factors), new Dictionary<string, string>(StringComparer.Ordinal) { [SceneColumn] = SceneText(scene) })
    {
        Factors = scene.Factors.Labels,
        Questions = ShapesQuestions.Of(scene),
    };

    /// <summary>The scene that an entry tells how to draw.</summary>
    /// <exception cref="ClipException">It has no column "scene", or one that is not understood.</exception>
    public static ShapesScene Scene(ClipEntry clip)
    {
        if (!clip.Columns.TryGetValue(SceneColumn, out var text))
        {
            throw new ClipException(clip, $"it has no column '{SceneColumn}', so it cannot be drawn. Lists of {nameof(MovingShapesSet)}.{nameof(Manifest)} and of ./iv2 make-data shapes have one.");
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            var scene = document.RootElement;
            var split = ShapesSplitNames.Parse(scene.GetProperty("split").GetString()) ?? throw new FormatException("there is no such split");
            return ShapesScene.Draw(scene.GetProperty("seed").GetUInt64(), scene.GetProperty("index").GetInt32(), split, scene.GetProperty("two_motions").GetDouble());
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or FormatException or InvalidOperationException or ArgumentOutOfRangeException)
        {
            throw new ClipException(clip, $"the column '{SceneColumn}' is {text}; expected split, seed, index and two_motions of a clip of the moving shapes ({e.Message}).", e);
        }
    }

    private static string SceneText(ShapesScene scene) => string.Create(
        CultureInfo.InvariantCulture, $$"""{"split": "{{scene.Split.Name()}}", "seed": {{scene.Seed}}, "index": {{scene.Index}}, "two_motions": {{scene.TwoMotions:R}}}""");
}
