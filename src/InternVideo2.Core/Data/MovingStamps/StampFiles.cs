using System.Collections.Concurrent;
using System.Globalization;
using InternVideo2.Data.MovingShapes;
using InternVideo2.Data.Rendering;

namespace InternVideo2.Data.MovingStamps;

/// <summary>
/// Makes the moving stamps as files: the shapes' motions and backgrounds with photographs of animals, first the spoken name, then the
/// animal's sound. The licence of the stamps (GPL-2) covers the clips. What <c>./iv2 make-data stamps</c> does.
/// </summary>
public static class StampFiles
{
    /// <summary>Makes what is missing in a folder.</summary>
    /// <param name="stamps">The folder of the stamps, see <see cref="StampLibrary.Read"/>.</param>
    /// <param name="folder">Where to: clips at PART/NUMBER.mp4, lists at PART.jsonl.</param>
    /// <param name="options">Which clips.</param>
    /// <param name="workers">Clips made at the same time, 1 … 256.</param>
    /// <param name="progress">Told after each clip.</param>
    /// <param name="cancellation">Ends the making; complete files stay, and the same call goes on.</param>
    /// <exception cref="ManifestException">The stamps are not there.</exception>
    /// <inheritdoc cref="ClipSetWriter.Write" path="/exception"/>
    public static RenderProgress Write(
        string stamps, string folder, StampFilesOptions options, int workers = 2, IProgress<RenderProgress>? progress = null, CancellationToken cancellation = default)
    {
        options.Validate();
        var animals = StampLibrary.Read(stamps);
        var full = Path.GetFullPath(folder);
        var media = new ConcurrentDictionary<Stamp, Media>();
        Media Load(Stamp stamp, CancellationToken stop) => media.TryGetValue(stamp, out var known)
            ? known
            : media.GetOrAdd(stamp, new Media(
                StampPicture.Read(stamp.Picture, StampPainter.LongestSide(options.Size), stop),
                SoundDecoder.Read(stamp.Speech, ShapesMelody.SampleRate, stop), SoundDecoder.Read(stamp.Sound, ShapesMelody.SampleRate, stop)));

        RenderedClip Clip(StampScene scene, int index)
        {
            var path = Path.Combine(full, scene.Split.Name(), string.Create(CultureInfo.InvariantCulture, $"{index:00000}.mp4"));
            var entry = new ClipEntry(scene.Id, path, null, null, scene.Captions, new Dictionary<string, string>()) { Factors = scene.Factors };
            return new RenderedClip(entry, stop =>
            {
                var (picture, speech, sound) = Load(scene.Animal, stop);
                return (StampPainter.Paint(scene, picture, options.Size), StampSound.Mix(speech, sound));
            });
        }

        var parts = options.Parts.Where(p => p.Clips > 0).Select(part => new RenderedPart(
            $"{part.Split.Name()}.jsonl", [.. Enumerable.Range(0, part.Clips).Select(index => Clip(StampScene.Draw(animals, options.Seed, index, part.Split), index))]));
        return new ClipSetWriter(full, Recipe(options), workers).Write([.. parts], progress, cancellation);
    }

    private static string Recipe(StampFilesOptions options) => string.Create(
        CultureInfo.InvariantCulture, $$"""{"set": "moving stamps", "version": 1, "size": {{options.Size}}, "seed": {{options.Seed}}}""") + "\n";

    private sealed record Media(StampPicture Picture, short[] Speech, short[] Sound);
}
